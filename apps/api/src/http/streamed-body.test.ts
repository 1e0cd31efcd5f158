import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServerAdapter } from '@whatwg-node/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { exportActivity } from './activity-export.ts'
import { outputLog } from './output-log.ts'
import type { NodeContext } from './request-handler.ts'
import { answerServerFile } from './server-files.ts'
import { terminalRecording } from './terminal-recording.ts'

const viewer = { userId: 'somebody' } as Viewer

/** Two pieces, and then the database is gone. */
async function* breaking<T>(piece: T): AsyncGenerator<T, void> {
  yield piece
  yield piece
  throw new Error('the database went away')
}
const line = { seq: 1, at: new Date(0), kind: 'server.added', audit: null, hash: 'h' }
const download = {
  ...{ name: 'f', size: 1_000_000, modifiedAt: new Date(0), close: async () => {} },
  bytes: async () => breaking(Buffer.alloc(1000)),
}
/** Only what these routes ask of them. */
const services = {
  releases: { wholeOutput: () => breaking('some output\n') },
  activity: { exportActivity: async () => breaking([line]) },
  terminals: { readRecording: async () => breaking(Buffer.from('[1.0,"o","x"]\n')) },
  files: { openDownload: async () => download },
} as never

const routes = {
  log: (request: Request, { req }: NodeContext) => outputLog(request, viewer, services, req),
  activity: (request: Request, { req }: NodeContext) => exportActivity(request, viewer, services, req),
  recording: (request: Request, { req }: NodeContext) => terminalRecording(new URL(request.url), viewer, services, req),
  file: (request: Request, { req }: NodeContext) =>
    answerServerFile(request, new URL(request.url), viewer, services, req),
}
type Route = keyof typeof routes
const paths: Record<Route, string> = {
  log: '/releases/r/log',
  activity: '/activity.csv',
  recording: '/terminals/t/recording',
  file: '/servers/s/files?download&path=f',
}

let server: ReturnType<typeof createServer>
let address = ''
beforeAll(async () => {
  const adapter = createServerAdapter<NodeContext>((request, node) => {
    const route = request.headers.get('x-route') as Route
    return routes[route](request, node)
  })
  server = createServer((request, response) => void adapter(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((closed) => server.close(closed)))

test.each(
  (Object.keys(paths) as Route[]).flatMap((route) => [
    [route, 'gzip'],
    [route, 'identity'],
  ]) as [Route, string][],
)('%s, %s: what breaks in the middle is neither taken for the whole nor waited for', async (route, encoding) => {
  const response = await fetch(`${address}${paths[route]}`, {
    headers: { 'x-route': route, 'accept-encoding': encoding },
    signal: AbortSignal.timeout(3000),
  }).catch((error: Error) => error)
  // The connection may be gone before its first byte was read.
  const failure = response instanceof Response ? await response.text().catch((error: Error) => error) : response
  expect(failure).toBeInstanceOf(Error)
  expect((failure as Error).name).not.toBe('TimeoutError')
})
