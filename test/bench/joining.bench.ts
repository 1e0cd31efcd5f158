// A thousand sockets that subscribe to one stream at once, and come back at once after all were cut: how long until each has
// everything, what the database is asked for it, and what a socket costs that only waits. Both ends run on the same cores.
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { type ChaosNode, startChaosNode } from '../support/chaos/start-node.ts'
import { migrationsDirectory } from '../support/database.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { startTestRedis } from '../support/redis.ts'
import { printTable, seconds } from './measure.ts'

const SOCKETS = Number(process.env.SOCKETS ?? 1_000)
const HISTORY = Number(process.env.HISTORY ?? 200)
const MISSED = 20
const query = `subscription ($after: Int, $epoch: Int, $replayAtMost: Int) {
  items(after: $after, epoch: $epoch, replayAtMost: $replayAtMost) { seq kind text }
}`

/** Resolves when the event `upTo` has come; counts what came out of order. */
function subscribe(url: string, after: number, upTo: number, faults: string[]): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    const send = (message: object) => socket.send(JSON.stringify(message))
    let last = after
    socket.on('error', reject)
    socket.on('open', () => send({ type: 'connection_init', payload: { authorization: 'Bearer t' } }))
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data))
      const variables = { after, epoch: after === 0 ? null : 1, replayAtMost: 300 }
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: { query, variables } })
      if (type === 'error') reject(new Error(JSON.stringify(payload)))
      if (type !== 'next' || payload.data.items.kind === 'heartbeat') return
      const { seq } = payload.data.items
      if (seq !== last + 1) faults.push(`${seq} after ${last}`)
      last = seq
      if (seq === upTo) resolve(socket)
    })
  })
}

async function measured(node: ChaosNode, work: () => Promise<WebSocket[]>) {
  const before = await node.ask({ do: 'measure' })
  const start = performance.now()
  const sockets = await work()
  const ms = performance.now() - start
  const after = await node.ask({ do: 'measure' })
  const queries = after.databaseQueries - before.databaseQueries
  return {
    sockets,
    ms,
    perSecond: queries / (ms / 1_000),
    queries,
    cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000,
  }
}

const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()])
try {
  const { url: databaseUrl } = await postgres.createDatabase()
  const node = await startChaosNode({ databaseUrl, migrations: migrationsDirectory, redisUrl: redis.url })
  const faults: string[] = []
  const texts = (count: number) => Array.from({ length: count }, () => 'x'.repeat(300))
  const all = (after: number, upTo: number) =>
    Promise.all(Array.from({ length: SOCKETS }, () => subscribe(node.url, after, upTo, faults)))
  await node.ask({ do: 'append', texts: texts(HISTORY) })
  const empty = await node.ask({ do: 'weigh' })

  const joined = await measured(node, () => all(0, HISTORY))
  await pause(2_000)
  const idle = await node.ask({ do: 'weigh' })
  // What the process asks while everybody only waits and five messages a second are sent.
  const steady = await measured(node, async () => {
    for (let n = 0; n < MISSED; n++) await Promise.all([node.ask({ do: 'append', texts: texts(1) }), pause(200)])
    return joined.sockets
  })
  for (const socket of joined.sockets) socket.terminate()
  const storm = await measured(node, () => all(HISTORY, HISTORY + MISSED))

  printTable([
    ['', 'time', 'queries', 'queries/s', 'server CPU'],
    ...Object.entries({ 'all subscribe at once': joined, '5 messages/s': steady, 'all come back at once': storm }).map(
      ([name, { ms, queries, perSecond, cpuMs }]) => [
        name,
        seconds(ms),
        String(queries),
        perSecond.toFixed(1),
        seconds(cpuMs),
      ],
    ),
  ])
  const perSocket = (bytes: number) => `${(bytes / SOCKETS / 1024).toFixed(1)} KB`
  console.log(
    `an idle socket: ${perSocket(idle.usedBytes - empty.usedBytes)} in use, ${perSocket(idle.rssBytes - empty.rssBytes)} resident; ${faults.length} faults`,
  )
  for (const socket of storm.sockets) socket.terminate()
  await node.kill()
} finally {
  await Promise.all([postgres.stop(), redis.stop()])
}
