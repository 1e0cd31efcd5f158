// One chat room, peers and Sendoff side by side in one run: what a delivered message costs the server, how soon it arrives,
// what a cut loses, and how much a room takes. Times drift from machine to machine and minute to minute: contestants take
// turns within each round, medians are printed and ratios are judged.
import { parseArgs } from 'node:util'
import { startTestPostgres } from '../support/postgres.ts'
import { startTestRedis } from '../support/redis.ts'
import { measureArrivals } from './chat/arrivals.ts'
import type { Contestant } from './chat/contestant.ts'
import { measureIdleSocket } from './chat/memory.ts'
import { measureMost } from './chat/most.ts'
import { djangoPeers, installPeers, npmPeers } from './chat/peers.ts'
import { type Book, createBook } from './chat/report.ts'
import { measureSteady, type SteadyScene } from './chat/scenes.ts'
import { sendoff } from './chat/sendoff.ts'
import { measureAcknowledgement, measureThroughput } from './chat/throughput.ts'
import { median, printTable } from './measure.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
    /** Words that a contestant's name holds, such as "ws,Sendoff"; all when absent. */
    only: { type: 'string', default: '' },
    /** Writes a CPU profile of Sendoff to test-results. */
    profile: { type: 'boolean', default: false },
    parts: { type: 'string', default: 'scenes,most,memory,sends,arrivals' },
  },
})
const rounds = Math.max(1, Number(values.rounds))
const parts = new Set(values.parts.split(','))
const wanted = values.only.split(',').filter(Boolean)
const scenes: SteadyScene[] = [
  { users: 20, rate: 10, withCut: false },
  { users: 200, rate: 20, withCut: true },
  { users: 1000, rate: 5, withCut: false },
]

await installPeers()
const [postgres, redis] = await Promise.all([startTestPostgres({ durable: true }), startTestRedis()])
try {
  const backing = { redisUrl: redis.url, createDatabase: async () => (await postgres.createDatabase()).url }
  const django = await djangoPeers(backing)
  if (!django) {
    console.log('Django Channels is left out: install it with')
    console.log('  apt-get install python3-django-channels python3-channels-redis daphne')
  }
  const ours = sendoff(backing, values)
  const contestants = [...npmPeers(backing), ours, ...(django ?? [])].filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  )
  const book = createBook(contestants)
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of contestants) {
      console.log(`round ${round} of ${rounds}: ${contestant.name}`)
      await measure(contestant, book)
    }
  }
  if (parts.has('scenes')) for (const scene of scenes) book.printScene(scene)
  if (parts.has('most')) book.printMost()
  if (parts.has('memory')) book.printMemory()
  if (parts.has('sends')) await measureSends([ours, sendoff(backing, { embedded: true })])
  if (parts.has('arrivals')) await measureArriving(ours)
} finally {
  await Promise.all([postgres.stop(), redis.stop()])
}

/** One round of one contestant. What it cannot do is told and leaves no figure. */
async function measure(contestant: Contestant, book: Book) {
  const attempt = async (what: string, work: () => Promise<void>) => {
    await work().catch((error: Error) => console.log(`  ${what}: ${error.message}`))
  }
  if (parts.has('scenes') || parts.has('most')) {
    const server = await contestant.start()
    for (const scene of parts.has('scenes') ? scenes : []) {
      await attempt(`${scene.users} users`, async () => {
        book.addSteady(contestant, scene, await measureSteady(server, scene, Number(values.seconds)))
      })
    }
    if (parts.has('most')) {
      await attempt('the most of a room', async () => book.addMost(contestant, await measureMost(server)))
    }
    await server.close()
  }
  if (parts.has('memory')) {
    const server = await contestant.start()
    await attempt('memory', async () => book.addIdleSocket(contestant, await measureIdleSocket(server)))
    await server.close()
  }
}

async function measureSends(variants: Contestant[]) {
  const rows = [['', 'durable messages a second', 'lost', 'acknowledged p99 at a tenth']]
  for (const variant of variants) {
    const server = await variant.start()
    const runs = []
    for (let round = 0; round < rounds; round++) runs.push(await measureThroughput(server))
    const perSecond = median(runs.map((run) => run.perSecond))
    const acknowledged = []
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(await measureAcknowledgement(server, Math.max(1, Math.round(perSecond / 10))))
    }
    const lost = runs.reduce((sum, run) => sum + run.lost, 0)
    rows.push([variant.name, perSecond.toFixed(0), String(lost), `${median(acknowledged).toFixed(1)} ms`])
    await server.close()
  }
  console.log('\nSends of 50 people into one room, all of whom listen')
  printTable(rows)
}

async function measureArriving(contestant: Contestant) {
  const runs = []
  for (let round = 0; round < rounds; round++) {
    const server = await contestant.start()
    runs.push(await measureArrivals(server))
    await server.close()
  }
  console.log('\nA thousand members at once')
  const seconds = (of: number[]) => `${(median(of) / 1000).toFixed(2)} s`
  printTable([
    ['join', 'come back after a cut of all', 'lost'],
    [
      seconds(runs.map((run) => run.joinMs)),
      seconds(runs.map((run) => run.stormMs)),
      String(runs.reduce((sum, run) => sum + run.lost, 0)),
    ],
  ])
}
