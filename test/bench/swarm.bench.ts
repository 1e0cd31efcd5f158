import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeClientKey, type SshdServer, startSshd } from '../support/sshd-server.ts'
import { median, printTable, seconds } from './measure.ts'
import { openNetwork, whyNoNetwork } from './swarm/network.ts'
import { openShipping } from './swarm/shipping.ts'
import { troubles } from './swarm/troubles.ts'

// One build to many hosts, each on a link of its own: from this machine alone, and from each other. Needs root and aria2.
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '8,16' },
    rounds: { type: 'string', default: '3' },
    megabytes: { type: 'string', default: '40' },
    /** On how many hosts one of them is made ill; 0: none is. */
    ill: { type: 'string', default: '8' },
    only: { type: 'string', default: 'star,swarm' },
  },
})
const reason = whyNoNetwork()
if (reason !== null) {
  console.log(`This benchmark cannot run here. ${reason}`)
  process.exit(0)
}

const MBIT = 80
const counts = values.hosts.split(',').map(Number)
const rounds = Math.max(1, Number(values.rounds))
const megabytes = Number(values.megabytes)
const ill = Number(values.ill)
const ways = { star: 'NEVER', swarm: 'ALWAYS' } as const
const limitMs = (megabytes * 8 * 1000) / MBIT
const times = (value: number) => `${value.toFixed(1)} ×`

const directory = await mkdtemp(join(tmpdir(), 'sendoff-swarm-'))
const network = openNetwork({ count: Math.max(...counts, ill), mbit: MBIT })
const servers: SshdServer[] = []
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void close().then(() => process.exit(1)))
try {
  const client = await makeClientKey(join(directory, 'key'))
  for (const { name, address, within } of network.hosts)
    servers.push(await startSshd({ name, directory: join(directory, name), client, address, within }))
  const shipping = await openShipping(directory, megabytes)
  const measure = async (count: number, way: keyof typeof ways, trouble?: string) => {
    const [host, server] = [network.hosts[0], servers[0]]
    const before = network.sentBytes()
    const illness = trouble && host && server ? { without: server.name, begin: troubles[trouble], host, server } : null
    const ms = await shipping.ship(servers.slice(0, count), {
      way: ways[way],
      ...(illness && {
        without: illness.without,
        trouble: (path) => illness.begin?.(illness.host, illness.server, path) ?? (() => undefined),
      }),
    })
    return { ms, copies: (network.sentBytes() - before) / (megabytes * 1_000_000) }
  }
  const several = async (count: number, way: keyof typeof ways, trouble?: string) => {
    const runs: Awaited<ReturnType<typeof measure>>[] = []
    for (let round = 0; round < rounds; round++) runs.push(await measure(count, way, trouble))
    return { ms: median(runs.map(({ ms }) => ms)), copies: median(runs.map(({ copies }) => copies)) }
  }
  await measure(2, 'star')
  console.log(
    `\n${megabytes} MB to N hosts, every link ${MBIT} Mbit/s, medians of ${rounds}; over one link it takes ${seconds(limitMs)}\n`,
  )
  const rows = [['', 'N', 'last copy', 'against the limit', 'sent by Sendoff']]
  const row = (what: string, count: number, { ms, copies }: { ms: number; copies: number }) =>
    rows.push([what, String(count), seconds(ms), times(ms / limitMs), `${times(copies)} the build`])
  let well = 0
  for (const count of counts) {
    for (const way of ['star', 'swarm'] as const) {
      if (!values.only.split(',').includes(way)) continue
      const result = await several(count, way)
      if (way === 'swarm' && count === ill) well = result.ms
      row(way, count, result)
    }
  }
  for (const trouble of ill > 0 ? Object.keys(troubles) : []) {
    const result = await several(ill, 'swarm', trouble)
    row(`swarm, one ${trouble}: the others (${seconds(result.ms - well)} later)`, ill, result)
  }
  printTable(rows)
} finally {
  await close()
}

async function close() {
  await Promise.all(servers.map((server) => server.close()))
  network.close()
  await rm(directory, { recursive: true, force: true })
}
