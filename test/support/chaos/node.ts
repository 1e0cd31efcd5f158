// A small Sendoff node for chaos tests and benchmarks: the real log, hubs and transports over the schema of the unit tests.
// Started as a process of its own; told what to do over IPC.
import { Socket } from 'node:net'
import { createApp } from '../../../apps/api/src/app.ts'
import type { Services } from '../../../apps/api/src/compose.ts'
import { originOf } from '../../../apps/api/src/graphql/transport/live-sessions.ts'
import { createInProcessBus } from '../../../apps/api/src/platform/bus/in-process-bus.ts'
import { createRedisBus } from '../../../apps/api/src/platform/bus/redis-bus.ts'
import { openDatabase } from '../../../apps/api/src/platform/database/open.ts'
import { createStreams } from '../../../apps/api/src/streams/streams.ts'
import { smallSchema, viewer } from '../../../apps/api/src/testing/small-schema.ts'
import { keptBytesHere } from '../kept-bytes.ts'

export interface NodeOptions {
  databaseUrl: string
  migrations: string
  redisUrl: string | null
}

/** What a node is asked; it answers each with a `NodeAnswer` under the same number. */
export type NodeRequest = { id: number } & ({ do: 'append'; texts: string[] } | { do: 'measure' } | { do: 'weigh' })

export interface NodeAnswer {
  id: number
  /** CPU time of the process so far, in microseconds. */
  cpuMicros: number
  rssBytes: number
  /** What is really in use, buffers included: after a garbage collection when asked to `weigh`, else 0. */
  usedBytes: number
  /** The most that one socket has taken in and not yet sent. */
  unsentBytes: number
  /** Statements and transactions that the process sent to the database so far. */
  databaseQueries: number
  counters: Record<string, number>
}

const options = JSON.parse(process.argv[2] ?? '') as NodeOptions
const database = await openDatabase({ url: options.databaseUrl, migrations: options.migrations })
let databaseQueries = 0
database.sql.on('acquire', () => void databaseQueries++)
const bus = options.redisUrl ? createRedisBus({ url: options.redisUrl }) : createInProcessBus()
const streams = createStreams({ database, bus, clock: { now: () => new Date() } })
const app = createApp({
  services: { cursors: streams.cursors } as unknown as Services,
  schema: smallSchema,
  authenticate: async () => viewer('ada'),
  rolesInForce: async (viewers) => new Map(viewers.map((known) => [originOf(known), known.role])),
  database,
  bus,
  streams,
  settings: {
    publicUrl: null,
    trustProxy: false,
    webDirectory: null,
    sockets: { perAddress: 100_000, perUser: 100_000 },
    page: { version: '0.0.0', gojsLicenseKey: null },
  },
  logger: { error: (details, message) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`) },
})
const { port } = await app.start(0, '127.0.0.1')

const unsentBytes = () => {
  // Not part of the documented Node, but the only way to see all sockets of a process from outside of their owners.
  const handles = (process as unknown as { _getActiveHandles(): object[] })._getActiveHandles()
  return Math.max(0, ...handles.map((handle) => (handle instanceof Socket ? handle.writableLength : 0)))
}

process.on('message', async (request: NodeRequest) => {
  if (request.do === 'append') {
    const events = request.texts.map((text) => ({ kind: 'item', payload: { text } }))
    await streams.log.transaction((tx) => tx.append('items', events))
  }
  const { user, system } = process.cpuUsage()
  const answer: NodeAnswer = {
    id: request.id,
    cpuMicros: user + system,
    usedBytes: request.do === 'weigh' ? keptBytesHere() : 0,
    unsentBytes: unsentBytes(),
    rssBytes: process.memoryUsage.rss(),
    databaseQueries,
    counters: { ...streams.hubs.counters },
  }
  process.send?.(answer)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port })
