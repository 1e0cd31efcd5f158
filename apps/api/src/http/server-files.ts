import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Services } from '../compose.ts'
import type { Download } from '../modules/files/downloads.ts'
import { CallerError, type FailureCode } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { byteRange } from './byte-range.ts'
import { disposition } from './disposition.ts'
import { json } from './readiness.ts'
import { streamedBody } from './streamed-body.ts'

const path = /^\/servers\/([\w-]{1,100})\/files$/
const methods = ['GET', 'HEAD', 'PUT', 'DELETE']

/** Whether a request is for a file of a server. A browser that goes to the address without `download` wants the page. */
export const isServerFile = ({ method, headers }: Request, { pathname, searchParams }: URL) =>
  path.test(pathname) &&
  methods.includes(method) &&
  (method !== 'GET' || searchParams.has('download') || !headers.get('accept')?.includes('text/html'))

const statusOf: Partial<Record<FailureCode, number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UNREACHABLE: 502,
  HOST_KEY_UNKNOWN: 502,
  HOST_KEY_CHANGED: 502,
}

/** Docs: docs/files.md. What is wrong is told as `{ message, code }`. */
export async function answerServerFile(
  request: Request,
  url: URL,
  viewer: Viewer | null,
  { files }: Pick<Services, 'files'>,
  /** What the request came as; left out for one made in process. */
  incoming?: IncomingMessage,
): Promise<Response> {
  if (!viewer) return json(401, { message: 'Sign in first, or send "Authorization: Bearer <api token>".' })
  const serverId = path.exec(url.pathname)?.[1] ?? ''
  const query = url.searchParams
  const number = (name: string) => Number(query.get(name)?.match(/^\d{1,16}$/)?.[0] ?? Number.NaN)
  const place = { path: query.get('path') ?? '', id: query.get('id') ?? '', size: number('size') }
  try {
    if (request.method === 'DELETE') {
      await files.dropUpload(viewer, serverId, place)
      return json(200, {})
    }
    if (request.method === 'PUT')
      return await take(request, incoming, query, (input, bytes) =>
        files.upload(viewer, serverId, { ...place, ...input }, bytes),
      )
    if (query.has('id')) return json(200, await files.findUpload(viewer, serverId, place))
    return await show(request, incoming, await files.openDownload(viewer, serverId, place.path))
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    const response = json(statusOf[error.code] ?? 400, {
      message: error.message,
      code: error.code,
      ...error.extensions,
    })
    // What still comes is not read: the connection is of no more use.
    if (request.method === 'PUT') response.headers.set('connection', 'close')
    return response
  }
}

type Piece = Omit<Parameters<Services['files']['upload']>[2], 'path' | 'id' | 'size'>

async function take(
  request: Request,
  incoming: IncomingMessage | undefined,
  query: URLSearchParams,
  upload: (input: Piece, bytes: AsyncIterable<Uint8Array>) => ReturnType<Services['files']['upload']>,
): Promise<Response> {
  const state = await upload(
    {
      offset: Number(query.get('offset')?.match(/^\d{1,16}$/)?.[0] ?? (query.has('offset') ? Number.NaN : 0)),
      check: query.get('check'),
      overwrite: query.get('overwrite') === 'true',
      confirmProduction: query.get('confirmProduction') === 'true',
    },
    bytesOf(request, incoming),
  )
  return json(state.whole ? 201 : 200, state)
}

/** The body, read no faster than it is taken. The adapter's own stream of it reads ahead without an end. */
function bytesOf({ body }: Request, incoming: IncomingMessage | undefined): AsyncIterable<Uint8Array> {
  if (incoming) return incoming.iterator({ destroyOnReturn: false })
  return body ? (Readable.fromWeb(body as never) as AsyncIterable<Uint8Array>) : Readable.from([])
}

async function show(request: Request, incoming: IncomingMessage | undefined, download: Download): Promise<Response> {
  const { name, size, modifiedAt } = download
  const etag = `"${size.toString(16)}-${modifiedAt.getTime().toString(16)}"`
  const headers: Record<string, string> = {
    etag,
    'accept-ranges': 'bytes',
    'last-modified': modifiedAt.toUTCString(),
    'content-type': 'application/octet-stream',
    'content-disposition': disposition('attachment', name),
    'cache-control': 'private, no-store',
    // Whatever it is, it can't do anything here.
    'content-security-policy': "default-src 'none'; sandbox",
    vary: 'cookie, authorization',
  }
  const ifRange = request.headers.get('if-range')
  const range = ifRange === null || ifRange === etag ? byteRange(request.headers.get('range'), size) : null
  if (range === 'NONE') {
    await download.close()
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const { start, end } = range ?? { start: 0, end: size }
  headers['content-length'] = String(end - start)
  if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${size}`
  const status = range ? 206 : 200
  if (request.method === 'HEAD') {
    await download.close()
    return new Response(null, { status, headers })
  }
  return new Response(streamedBody(await download.bytes(start, end), incoming), { status, headers })
}
