import { parseArgs } from 'node:util'
import { exportActivity } from '../../apps/api/src/http/activity-export.ts'
import { createActivity } from '../../apps/api/src/modules/activity/activity.service.ts'
import type { Role, Viewer } from '../../apps/api/src/modules/kernel/viewer.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { createStreams } from '../../apps/api/src/streams/streams.ts'
import { openTestDatabase } from '../support/database.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { actors, projects, servers, writeActivity } from './activity/written-activity.ts'
import { median, printTable, timed } from './measure.ts'

// The activity at size: what the page asks for, the export and the proof of the chain, on both databases.
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    /** How often each page is asked for. */
    rounds: { type: 'string', default: '15' },
  },
})
const [count, rounds] = [Number(values.lines), Number(values.rounds)]

const viewerOf = (role: Role) => ({ userId: actors[0], displayName: 'Ann', role, address: '192.0.2.1' }) as Viewer
type Filter = Parameters<ReturnType<typeof createActivity>['search']>[1]

const day = 86_400_000
const pages: [string, Role, Filter, before?: number][] = [
  ['the first page, an ADMIN', 'ADMIN', {}],
  ['the first page, a VIEWER', 'VIEWER', {}],
  ['from the middle', 'VIEWER', {}, count / 2],
  ['the last page', 'VIEWER', {}, 60],
  ['of one project', 'VIEWER', { projectId: projects[3] }],
  ['of one server', 'VIEWER', { serverId: servers[7] }],
  ['of one person', 'VIEWER', { actorId: actors[2] }],
  ['of a rare kind', 'VIEWER', { kinds: ['calendar.changed'] }],
  ['of a rare kind and a project that has none', 'VIEWER', { kinds: ['calendar'], projectId: projects[3] }],
  ['of a group of kinds', 'VIEWER', { kinds: ['release', 'train'] }],
  ['of a day', 'VIEWER', { from: new Date(Date.now() - 40 * day), to: new Date(Date.now() - 39 * day) }],
  ['with words that are rare', 'ADMIN', { text: 'number 4711 ' }],
  ['with words that nobody said', 'ADMIN', { text: 'never said' }],
]

async function measure(database: Database): Promise<Map<string, string>> {
  const { log, cursors, close } = createStreams({
    ...{ database, bus: createInProcessBus() },
    clock: { now: () => new Date() },
  })
  const activity = createActivity({ database, log, cursors, isInForce: async () => true })
  const found = new Map<string, string>()
  const wrote = await timed(() => writeActivity(database, count))
  console.error(`wrote ${count} lines in ${Math.round(wrote.ms)} ms`)
  await database.sql.query('ANALYZE')
  const middle = async (work: () => Promise<unknown>, times = rounds) => {
    const runs: number[] = []
    for (let round = 0; round < times; round++) runs.push((await timed(work)).ms)
    return `${median(runs).toFixed(1)} ms`
  }
  for (const [name, role, filter, before = null] of pages) {
    const { find } = activity.search(viewerOf(role), filter)
    found.set(name, await middle(() => find(before, 51)))
  }
  for (const [name, role, filter] of pages.slice(1, 2)) {
    const counting = activity.search(viewerOf(role), filter)
    found.set(`how many there are (${name})`, await middle(counting.count, 5))
  }
  const request = new Request('http://sendoff.bench/activity.csv')
  const exported = async () => (await exportActivity(request, viewerOf('ADMIN'), { activity })).arrayBuffer()
  found.set('export as CSV', await middle(exported, 3))
  const verify = async () => {
    const chain = await activity.verifyChain(viewerOf('ADMIN'))
    if (!chain.ok) throw new Error(chain.problem ?? '')
  }
  found.set('verify the chain', await middle(verify, 3))
  close()
  return found
}

const embedded = await openTestDatabase()
const onEmbedded = await measure(embedded).finally(() => embedded.close())
const postgres = await startTestPostgres()
try {
  const database = await (await postgres.createDatabase()).open()
  const onPostgres = await measure(database).finally(() => database.close())
  console.log(`\n${count} lines; medians of ${rounds} pages of 50, of 3 exports and proofs`)
  printTable([
    ['', 'embedded', 'Postgres'],
    ...[...onEmbedded].map(([name, took]) => [name, took, onPostgres.get(name) ?? '']),
  ])
} finally {
  await postgres.stop()
}
