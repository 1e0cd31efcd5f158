import type { Services } from '../compose.ts'
import { json } from './readiness.ts'

const path = /^\/hooks\/([\w-]{1,100})$/
const MOST_BYTES = 1024 * 1024

/** Whether a request is for `POST /hooks/:id`, where repositories' hosts tell of pushes. */
export const isIncoming = (method: string, pathname: string) => method === 'POST' && path.test(pathname)

/** Signed by its sender: cookies and origins say nothing here. */
export async function answerIncoming(request: Request, url: URL, { incoming }: Pick<Services, 'incoming'>) {
  const body = await bodyOf(request)
  if (!body) {
    const response = json(413, { message: 'At most 1 MB.' })
    // What still comes is not read: the connection is of no more use.
    response.headers.set('connection', 'close')
    return response
  }
  const header = (name: string) => request.headers.get(name)
  const {
    status,
    message,
    releaseIds = [],
    retryAfterMs,
  } = await incoming.receive(path.exec(url.pathname)?.[1] ?? '', {
    header,
    body,
  })
  const response = json(status, { message, releaseIds })
  if (retryAfterMs) response.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  return response
}

/** Null when there is more of it than may be; no more than that is ever held. */
async function bodyOf(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return null
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}
