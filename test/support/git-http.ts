import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveLargeFiles } from './large-files.ts'

export interface GitHttpServer {
  /** `http://127.0.0.1:<port>` */
  origin: string
  /** What was sent as authorization, request by request. */
  authorizations: (string | undefined)[]
  /** Sends every request on to another origin instead of answering. */
  redirectTo(origin: string | null): void
  close(): Promise<void>
}

/** Serves the repositories below `root` by `git http-backend`, behind basic auth. */
export async function startGitHttp(
  root: string,
  account: { username: string; password: string },
): Promise<GitHttpServer> {
  const expected = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`
  const authorizations: (string | undefined)[] = []
  let target: string | null = null
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization)
    if (target) response.writeHead(302, { location: `${target}${request.url}` }).end()
    else if (request.headers.authorization === expected)
      void serveLargeFiles(root, request, response).then((taken) => taken || serve(root, request, response))
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    redirectTo: (origin) => {
      target = origin
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The common gateway interface, as far as git needs it. */
function serve(root: string, request: IncomingMessage, response: ServerResponse) {
  const { pathname, search } = new URL(request.url ?? '/', 'http://x')
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'x',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(backend.stdin)
  let head = Buffer.alloc(0)
  const onHead = (bytes: Buffer) => {
    head = Buffer.concat([head, bytes])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s))
    const status = headers.find(([name]) => name === 'Status')?.[1]
    for (const [name, value] of headers) if (name && name !== 'Status') response.setHeader(name, value ?? '')
    response.statusCode = status ? Number.parseInt(status, 10) : 200
    backend.stdout.off('data', onHead)
    response.write(head.subarray(end + 4))
    backend.stdout.pipe(response)
  }
  backend.stdout.on('data', onHead)
}
