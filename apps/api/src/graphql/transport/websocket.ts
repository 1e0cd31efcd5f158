import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type ExecutionArgs, GraphQLError, type SubscriptionArgs } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Services } from '../../compose.ts'
import { addressOf, bearerToken, credentialsOf, type ReadHeader } from '../../http/caller.ts'
import { isOwnOrigin } from '../../http/same-origin.ts'
import type { HttpSettings } from '../../http/settings.ts'
import type { TerminalSockets } from '../../http/terminal-socket.ts'
import type { Viewer } from '../../modules/kernel/viewer.ts'
import type { Context } from '../context.ts'
import { presentError } from '../errors.ts'
import { withDelivery } from './delivery.ts'
import type { Authenticate, LiveSessions } from './live-sessions.ts'
import { createFrameSink } from './raw-socket.ts'
import { createQuota, limitMessages } from './socket-limits.ts'
import type { OperationServer } from './yoga.ts'

const MAX_MESSAGE_BYTES = 256 * 1024
const MAX_OPERATIONS = 50
const MAX_SOCKETS = 10_000
const SIGN_IN_TIMEOUT_MS = 5_000

/** Close codes of graphql-transport-ws: clients give up after 4401 and 4429 and come back by themselves after the others. */
const CLOSE = {
  restarting: 1012,
  tryLater: 1013,
  unauthorized: 4401,
  forbidden: 4403,
  signInTimeout: 4408,
  tooManyMessages: 4429,
} as const

interface Connection {
  viewer: Viewer
  address: string
  signal: AbortSignal
}

interface SignedIn {
  connection: Connection
  /** What the socket speaks over. */
  raw: Duplex
}

interface Extra extends Record<PropertyKey, unknown> {
  socket: WebSocket
  /** The upgrade's; gone once somebody has signed in: it is a tenth of what an idle socket costs. */
  request: IncomingMessage | null
  signedIn?: SignedIn
}

interface WebSocketParts {
  operations: OperationServer
  services: Services
  authenticate: Authenticate
  sessions: LiveSessions
  settings: HttpSettings
  /** What else may be asked for, by the same door. */
  terminals(takeOfUser: (userId: string, socket: WebSocket) => boolean): TerminalSockets
  report(error: unknown, requestId: string): void
}

export interface WebSocketTransport {
  /** Takes upgrades of /graphql and of terminals; all others are refused. */
  attach(server: Server): void
  counts(): { open: number; operations: number }
  /** Tells all clients to come back, one after the other within `spreadMs`, so that they do not all come at once. */
  drain(spreadMs: number): Promise<void>
}

type RunnableArgs = ExecutionArgs & { run: ReturnType<OperationServer['getEnveloped']> }

export function createWebSocketTransport(parts: WebSocketParts): WebSocketTransport {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  let operationCount = 0
  let draining = false
  const ofAddress = createQuota(parts.settings.sockets.perAddress)
  const ofUser = createQuota(parts.settings.sockets.perUser)
  const terminals = parts.terminals(ofUser.take)

  const signIn = async (extra: Extra, params: Record<string, unknown> | undefined): Promise<boolean> => {
    const { request } = extra
    if (!request) return false
    const header = headersOf(request)
    const token =
      bearerToken(params?.authorization ?? params?.Authorization) ??
      credentialsOf(header, parts.settings)?.token ??
      null
    const viewer = token === null ? null : await withinTime(parts.authenticate(token))
    if (viewer === 'too-late') extra.socket.close(CLOSE.signInTimeout, 'Signing in took too long')
    else if (!viewer) extra.socket.close(CLOSE.unauthorized, 'Sign in first')
    else if (extra.socket.readyState !== extra.socket.OPEN) return false
    else if (!ofUser.take(viewer.userId, extra.socket)) {
      extra.socket.close(CLOSE.tryLater, 'Too many connections of this user')
    } else {
      const gone = new AbortController()
      const endWatch = parts.sessions.watch(viewer, (why) => {
        if (why === 'signed-out') extra.socket.close(CLOSE.unauthorized, 'The session has ended')
        else extra.socket.close(CLOSE.forbidden, 'Your rights have changed')
        // No event more, even if the peer takes its time to close.
        gone.abort()
      })
      extra.socket.once('close', () => {
        endWatch()
        gone.abort()
      })
      const address = addressOf(header, request.socket.remoteAddress, parts.settings)
      extra.signedIn = { connection: { viewer, address, signal: gone.signal }, raw: request.socket }
      extra.request = null
      return extra.socket.readyState === extra.socket.OPEN
    }
    return true
  }

  const prepare = (extra: Extra, id: string, payload: OperationPayload): GraphQLError[] | RunnableArgs => {
    const requestId = randomUUID()
    const present = (error: unknown) => presentError(error, requestId, (origin) => parts.report(origin, requestId))
    try {
      if (!extra.signedIn) return [new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } })]
      const context: Context = {
        ...extra.signedIn.connection,
        services: parts.services,
        transport: 'ws',
        requestId,
        setSessionCookie: null,
      }
      const run = parts.operations.getEnveloped({ ...context, params: payload } as never)
      const document = run.parse(payload.query)
      const errors = run.validate(run.schema, document) as readonly GraphQLError[]
      if (errors.length > 0) return errors.map(present)
      return {
        run,
        schema: run.schema,
        document,
        operationName: payload.operationName,
        variableValues: payload.variables,
        contextValue: withDelivery(context, createFrameSink(extra.socket, extra.signedIn.raw, id)),
      }
    } catch (error) {
      // Whatever escapes from here would close the socket and with it all its other operations.
      return [present(error)]
    }
  }

  useServer<Record<string, unknown>, Extra>(
    {
      isProd: true,
      onConnect: async (ctx) => {
        try {
          return await signIn(ctx.extra, ctx.connectionParams)
        } catch (error) {
          parts.report(error, 'connection')
          ctx.extra.socket.close(CLOSE.tryLater, 'Try again')
          return true
        }
      },
      onSubscribe: (ctx, id, payload) =>
        Object.keys(ctx.subscriptions).length > MAX_OPERATIONS
          ? [tooMany()]
          : prepare(ctx.extra, id, payload as OperationPayload),
      execute: (args) => (args as unknown as RunnableArgs).run.execute(args),
      subscribe: (args) => (args as unknown as RunnableArgs).run.subscribe(args as SubscriptionArgs),
      onOperation: () => void operationCount++,
      onComplete: () => void operationCount--,
    },
    server,
  )

  const accept = (webSocket: WebSocket, request: IncomingMessage) => {
    ofAddress.take(addressOf(headersOf(request), request.socket.remoteAddress, parts.settings), webSocket)
    limitMessages(webSocket, () => webSocket.close(CLOSE.tooManyMessages, 'Too many messages'))
    server.emit('connection', webSocket, request)
  }

  const refuse = (socket: Duplex, status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)

  return {
    attach: (http) =>
      void http.on('upgrade', (request, socket, head) => {
        socket.on('error', destroy)
        const header = headersOf(request)
        const origin = header('origin')
        // Not by URL, which throws for some targets that a client may send, such as "//".
        const path = request.url?.split('?', 1)[0]
        const isTerminal = terminals.takes(path)
        const address = addressOf(header, request.socket.remoteAddress, parts.settings)
        if (path !== '/graphql' && !isTerminal) refuse(socket, '404 Not Found')
        else if (origin !== null && !isOwnOrigin(origin, header, parts.settings)) refuse(socket, '403 Forbidden')
        else if (draining || server.clients.size + terminals.open >= MAX_SOCKETS)
          refuse(socket, '503 Service Unavailable')
        else if (ofAddress.isFull(address)) refuse(socket, '429 Too Many Requests')
        else if (isTerminal)
          terminals.take(request, socket, head, header, (webSocket) => void ofAddress.take(address, webSocket))
        else server.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request))
      }),
    counts: () => ({ open: server.clients.size + terminals.open, operations: operationCount }),
    async drain(spreadMs) {
      draining = true
      terminals.drain()
      const clients = [...server.clients]
      for (const [index, client] of clients.entries()) {
        if (index > 0) await pause(spreadMs / clients.length)
        client.close(CLOSE.restarting, 'Restarting')
      }
      for (const client of server.clients) client.close(CLOSE.restarting, 'Restarting')
    },
  }
}

interface OperationPayload {
  query: string
  operationName?: string
  variables?: Record<string, unknown>
}

/** Of its own scope: one made beside the upgrade's request would keep that as long as the socket. */
function destroy(this: Duplex) {
  this.destroy()
}

const headersOf =
  (request: IncomingMessage): ReadHeader =>
  (name) => {
    const value = request.headers[name]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }

const withinTime = <T>(work: Promise<T>) =>
  Promise.race([work, pause(SIGN_IN_TIMEOUT_MS, 'too-late' as const, { ref: false })])

const tooMany = () =>
  new GraphQLError(
    `This connection runs ${MAX_OPERATIONS} operations already. Complete one first, or open another connection.`,
    { extensions: { code: 'RATE_LIMITED', retryAfterMs: 1_000 } },
  )
