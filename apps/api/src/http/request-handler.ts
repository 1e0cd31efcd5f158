import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AppParts } from '../app.ts'
import { graphiqlPage } from '../graphql/graphiql.ts'
import type { StreamingContext } from '../graphql/transport/delivery.ts'
import { type LiveSessions, sessionEnded } from '../graphql/transport/live-sessions.ts'
import type { OperationServer } from '../graphql/transport/yoga.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { exportActivity, isActivityExport } from './activity-export.ts'
import { answerAttachment, isAttachment } from './attachments.ts'
import { addressOf, credentialsOf, isSecure, type ReadHeader, sessionCookie } from './caller.ts'
import { answerIncoming, isIncoming } from './incoming.ts'
import type { Metrics } from './metrics.ts'
import { isOutputLog, outputLog } from './output-log.ts'
import { json, readiness } from './readiness.ts'
import { isFromHere } from './same-origin.ts'
import { secureHeaders } from './security-headers.ts'
import { answerServerFile, isServerFile } from './server-files.ts'
import { createStaticFiles } from './static-files.ts'
import { isTerminalRecording, terminalRecording } from './terminal-recording.ts'

/** What the Node adapter tells of a request; nothing for requests made in process. */
export interface NodeContext {
  req?: IncomingMessage
}

export interface HandlerParts extends AppParts {
  operations: OperationServer
  sessions: LiveSessions
  metrics: Metrics
  stopping: AbortSignal
  report(error: unknown, requestId: string): void
}

type Route =
  | 'graphql'
  | 'graphiql'
  | 'config'
  | 'health'
  | 'ready'
  | 'metrics'
  | 'log'
  | 'activity'
  | 'recording'
  | 'attachment'
  | 'incoming'
  | 'file'
  | 'page'

/** One function for every request that is not a WebSocket. */
export function createRequestHandler(parts: HandlerParts) {
  const { settings, metrics } = parts
  const staticFiles = createStaticFiles(settings.webDirectory)
  const answerGraphql = createGraphqlHandler(parts)
  /** Who asks, and from where. */
  const viewerOf = async (request: Request, node: NodeContext): Promise<Viewer | null> => {
    const header = readerOf(request)
    const credentials = credentialsOf(header, settings)
    const viewer = credentials && (await parts.authenticate(credentials.token))
    return viewer && { ...viewer, address: addressOf(header, node.req?.socket.remoteAddress, settings) }
  }

  const refused = () => json(403, { message: 'This request could come from a foreign site.', code: 'FORBIDDEN' })

  const answer: Record<Route, (request: Request, url: URL, node: NodeContext) => Response | Promise<Response>> = {
    graphql: (request, _url, node) => answerGraphql(request, node),
    async graphiql(request, _url, node) {
      // The page signs in and comes back here.
      if (!(await viewerOf(request, node))) {
        return new Response(null, { status: 302, headers: { location: '/sign-in?next=%2Fgraphql' } })
      }
      return graphiqlPage(request)
    },
    config: () => json(200, settings.page),
    health: () => json(200, { alive: true }),
    ready: () => readiness({ database: parts.database, bus: parts.bus, stopping: parts.stopping.aborted }),
    metrics: () => metrics.answer(),
    log: async (request, _url, node) => outputLog(request, await viewerOf(request, node), parts.services, node.req),
    async activity(request, _url, node) {
      // It writes that it was taken, which no foreign site may have a browser do. Where the page is no secure one, browsers say nothing.
      if (/^(cross|same)-site$/.test(request.headers.get('sec-fetch-site') ?? '')) return refused()
      return exportActivity(request, await viewerOf(request, node), parts.services, node.req)
    },
    recording: async (request, url, node) =>
      terminalRecording(url, await viewerOf(request, node), parts.services, node.req),
    async attachment(request, url, node) {
      const header = readerOf(request)
      const byToken = credentialsOf(header, settings)?.by === 'bearer'
      if (request.method === 'POST' && !byToken && !isFromHere(header, settings)) return refused()
      return answerAttachment(request, url, await viewerOf(request, node), parts.services)
    },
    async file(request, url, node) {
      const header = readerOf(request)
      const byToken = credentialsOf(header, settings)?.by === 'bearer'
      // Also what is only read is written down, which no foreign site may have a browser do.
      const foreign = /^(cross|same)-site$/.test(header('sec-fetch-site') ?? '')
      if (!byToken && (foreign || (request.method !== 'GET' && !isFromHere(header, settings)))) return refused()
      return answerServerFile(request, url, await viewerOf(request, node), parts.services, node.req)
    },
    incoming: (request, url) => answerIncoming(request, url, parts.services),
    page: (request, url) => staticFiles(request, url.pathname),
  }

  return async (request: Request, node: NodeContext): Promise<Response> => {
    const startedAt = performance.now()
    const url = new URL(request.url)
    const route = routeOf(request, url)
    let response: Response
    try {
      response = await answer[route](request, url, node)
    } catch (error) {
      const requestId = randomUUID()
      parts.report(error, requestId)
      response = json(500, {
        message: `Something went wrong here, not on your side. The log knows more under ${requestId}.`,
      })
    }
    secureHeaders(response.headers, isSecure(readerOf(request), settings))
    metrics.observeRequest(
      { route, method: request.method, status: response.status },
      (performance.now() - startedAt) / 1000,
    )
    return response
  }
}

function routeOf(request: Request, url: URL): Route {
  const { pathname } = url
  if (pathname === '/graphql') {
    const wantsPage = request.method === 'GET' && request.headers.get('accept')?.includes('text/html')
    return wantsPage ? 'graphiql' : 'graphql'
  }
  if (pathname === '/config.json') return 'config'
  if (pathname === '/health' || pathname === '/ready' || pathname === '/metrics') return pathname.slice(1) as Route
  if (isAttachment(request.method, pathname)) return 'attachment'
  if (isIncoming(request.method, pathname)) return 'incoming'
  if (isActivityExport(request.method, pathname)) return 'activity'
  if (isServerFile(request, url)) return 'file'
  if (isTerminalRecording(request.method, pathname)) return 'recording'
  return isOutputLog(request.method, pathname) ? 'log' : 'page'
}

const readerOf =
  (request: Request): ReadHeader =>
  (name) =>
    request.headers.get(name)

function createGraphqlHandler({ services, operations, sessions, settings, authenticate, stopping }: HandlerParts) {
  return async (request: Request, node: NodeContext): Promise<Response> => {
    const header = readerOf(request)
    const credentials = credentialsOf(header, settings)
    if (credentials?.by !== 'bearer' && !isFromHere(header, settings)) {
      const message =
        'This request could come from a foreign site. Send JSON, or the header "X-Requested-With: Sendoff".'
      return json(403, { errors: [{ message, extensions: { code: 'FORBIDDEN' } }] })
    }
    const viewer = credentials && (await authenticate(credentials.token))
    const streaming = header('accept')?.includes('text/event-stream') ?? false
    const ended = new AbortController()
    const cookies: string[] = []
    const context: StreamingContext = {
      viewer,
      services,
      transport: streaming ? 'sse' : 'http',
      address: addressOf(header, node.req?.socket.remoteAddress, settings),
      requestId: randomUUID(),
      signal: AbortSignal.any([ended.signal, request.signal, stopping]),
      setSessionCookie: (token) => void cookies.push(sessionCookie(token, isSecure(header, settings))),
    }
    if (viewer && streaming) {
      context.streamStarts = () => sessions.watch(viewer, (why) => ended.abort(sessionEnded(why)))
    }
    const response = await operations.fetch(request, context)
    for (const cookie of cookies) response.headers.append('set-cookie', cookie)
    response.headers.set('x-request-id', context.requestId)
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
    return response
  }
}
