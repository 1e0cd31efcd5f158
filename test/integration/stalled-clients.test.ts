import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type Follower, follow } from '../support/chaos/follower.ts'
import { type ChaosNode, startChaosNode } from '../support/chaos/start-node.ts'
import { migrationsDirectory } from '../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts'

const READERS = 200
const STALLED_OF_EACH = 10
const TEXT = 'x'.repeat(8_000)
const SHARED = 'subscription ($after: Int) { items(after: $after) { seq kind text } }'
const OWN = 'subscription ($after: Int) { items(after: $after) { seq kind text mine } }'

let postgres: TestPostgres
let node: ChaosNode
const readers: Follower[] = []
const sockets: (WebSocket | Socket)[] = []
beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url: databaseUrl } = await postgres.createDatabase()
  node = await startChaosNode({ databaseUrl, migrations: migrationsDirectory, redisUrl: null })
})
afterAll(async () => {
  for (const reader of readers) reader.stop()
  for (const socket of sockets) socket instanceof WebSocket ? socket.terminate() : socket.destroy()
  await node?.kill()
  await postgres?.stop()
})

/** Subscribes and, when the first event has come, takes nothing more off the network. */
async function stallWebSocket(query: string): Promise<{ socket: WebSocket; seqs: number[] }> {
  const seqs: number[] = []
  const socket = new WebSocket(node.url, 'graphql-transport-ws')
  sockets.push(socket)
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer t' } })),
    )
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.type === 'connection_ack') {
        socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query, variables: { after: 0 } } }))
      } else if (message.type === 'next') {
        if (seqs.length === 0) socket.pause()
        seqs.push(message.payload.data.items.seq)
        resolve()
      }
    })
  })
  return { seqs, socket }
}

async function stallEventSource(): Promise<void> {
  const { hostname, port } = new URL(node.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  const body = JSON.stringify({ query: OWN, variables: { after: 0 } })
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer t\r\nAccept: text/event-stream\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  await once(socket, 'data')
  socket.pause()
}

/** Milliseconds until all readers have each of the messages. */
async function deliver(count: number): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const start = performance.now()
    const goal = (readers[0]?.texts.length ?? 0) + 4
    await node.ask({ do: 'append', texts: Array.from({ length: 4 }, () => TEXT) })
    await Promise.all(readers.map((reader) => reader.reach(goal)))
    times.push(performance.now() - start)
  }
  return times.sort((one, other) => one - other)
}

const late = (times: number[]) => times.at(Math.floor(times.length * 0.95)) ?? 0

test('thirty clients that read nothing cost bounded memory, and two hundred others nothing', async () => {
  await node.ask({ do: 'append', texts: ['first'] })
  for (let n = 0; n < READERS; n++) readers.push(follow({ url: () => node.url, query: SHARED, cutEveryMs: null }))
  await Promise.all(readers.map((reader) => reader.reach(1)))
  const calm = await deliver(30)

  const shared = await Promise.all(Array.from({ length: STALLED_OF_EACH }, () => stallWebSocket(SHARED)))
  await Promise.all(Array.from({ length: STALLED_OF_EACH }, () => stallWebSocket(OWN)))
  await Promise.all(Array.from({ length: STALLED_OF_EACH }, () => stallEventSource()))
  const before = await node.ask({ do: 'weigh' })
  // 8 MB for each of them: far more than the kernel takes in.
  const stalled = [...(await deliver(125)), ...(await deliver(125))].sort((one, other) => one - other)
  const after = await node.ask({ do: 'weigh' })

  console.log(
    `p95 until all have it: ${late(calm).toFixed(0)} ms calm, ${late(stalled).toFixed(0)} ms beside stalled ones; ` +
      `${((after.usedBytes - before.usedBytes) / 2 ** 20).toFixed(1)} MB more in use, ` +
      `${Math.round(after.unsentBytes / 1024)} KB unsent at most`,
  )
  expect(readers.flatMap(({ faults }) => faults)).toEqual([])
  expect(late(stalled)).toBeLessThan(Math.max(2 * late(calm), 250))
  expect(after.unsentBytes).toBeLessThanOrEqual(1024 * 1024)
  // Ring and sockets together; without bounds it would be 240 MB.
  expect(after.usedBytes - before.usedBytes).toBeLessThan(40 * 1024 * 1024)

  // Who reads again goes on where it stood, unless it was told to come back (no pong for long).
  const [slow] = shared
  if (!slow) throw new Error('nobody stalled')
  const total = readers[0]?.texts.length ?? 0
  slow.socket.resume()
  const isOver = () => slow.seqs.length === total || slow.socket.readyState === WebSocket.CLOSED
  await expect.poll(isOver, { timeout: 20_000 }).toBe(true)
  expect(slow.seqs).toEqual(Array.from({ length: slow.seqs.length }, (_, n) => n + 1))
})
