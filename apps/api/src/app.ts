import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServerAdapter } from '@whatwg-node/server'
import type { GraphQLSchema } from 'graphql'
import type { Services } from './compose.ts'
import { createOperationExecution } from './graphql/transport/execution.ts'
import { type Authenticate, createLiveSessions, type RolesInForce } from './graphql/transport/live-sessions.ts'
import { createWebSocketTransport } from './graphql/transport/websocket.ts'
import { createOperationServer } from './graphql/transport/yoga.ts'
import { createMetrics } from './http/metrics.ts'
import { createRequestHandler, type NodeContext } from './http/request-handler.ts'
import type { HttpSettings } from './http/settings.ts'
import { stopServer } from './http/stop-server.ts'
import { createTerminalSockets } from './http/terminal-socket.ts'
import type { Bus } from './platform/bus/bus.ts'
import type { Database } from './platform/database/database.ts'
import { createSharedExecution } from './streams/shared-execution.ts'
import { createSharedLatest } from './streams/shared-latest.ts'
import type { Streams } from './streams/streams.ts'

export interface AppParts {
  services: Services
  schema: GraphQLSchema
  /** Who a session's or an API token belongs to; null for everything that is not in force. */
  authenticate: Authenticate
  rolesInForce: RolesInForce
  database: Pick<Database, 'ping'>
  bus: Bus
  streams: Pick<Streams, 'log' | 'hubs' | 'accessWatch'>
  settings: HttpSettings
  /** Gets every failure that callers do not see. `pino` fits. */
  logger: { error(details: object, message: string): void }
}

export interface App {
  /** Answers a request in process, as tests need it. */
  fetch(request: Request): Promise<Response>
  /** @param port 0 takes any free one. */
  start(port: number, host?: string): Promise<{ url: string; port: number }>
  /** No new work, sockets are told to come back, what runs may end within `graceMs`. */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** The HTTP side of the product: GraphQL over HTTP, SSE and WebSocket, GraphiQL, health, metrics and the page, on one port. */
export function createApp(parts: AppParts): App {
  const { services, schema, authenticate, bus, streams, settings } = parts
  const stopping = new AbortController()
  const report = (error: unknown, requestId: string) =>
    parts.logger.error({ err: error, requestId }, 'A request failed')

  const shared = {
    streams: createSharedExecution(streams),
    latest: createSharedLatest({ accessWatch: streams.accessWatch, counters: streams.hubs.counters }),
  }
  const execution = createOperationExecution({ services, shared, report })
  const operations = createOperationServer({ schema, execution, report })
  const sessions = createLiveSessions({
    bus,
    rolesInForce: parts.rolesInForce,
    onError: (error) => report(error, 'sessions'),
  })
  const sockets = createWebSocketTransport({
    ...{ operations, services, authenticate, sessions, settings, report },
    terminals: (takeOfUser) => createTerminalSockets({ services, authenticate, settings, takeOfUser, report }),
  })
  const metrics = createMetrics({
    hubs: streams.hubs,
    groups: () => shared.streams.groups + shared.latest.groups,
    sockets: sockets.counts,
    releases: async () => services.releases.queueFigures(),
  })
  const handle = createRequestHandler({ ...parts, operations, sessions, metrics, stopping: stopping.signal, report })

  const adapter = createServerAdapter<NodeContext>(handle)
  const server = createServer(adapter.requestListener)
  sockets.attach(server)

  return {
    fetch: async (request) => adapter.fetch(request),
    start: (port, host = '0.0.0.0') =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          const taken = (server.address() as AddressInfo).port
          const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
          resolve({ url: `http://${name.includes(':') ? `[${name}]` : name}:${taken}`, port: taken })
        })
      }),
    async stop({ graceMs = 5_000 } = {}) {
      stopping.abort()
      await stopServer(server, { graceMs, drainSockets: sockets.drain })
      sessions.close()
      metrics.close()
      await adapter.dispose()
      await operations.dispose()
    },
  }
}
