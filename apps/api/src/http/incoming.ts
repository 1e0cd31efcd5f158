import type { Services } from '../compose.ts'
import { readBody } from './read-body.ts'
import { json } from './readiness.ts'

const path = /^\/hooks\/([\w-]{1,100})$/
/** Hosts of repositories send at once and wait ten seconds or so for an answer. */
const limits = { mostBytes: 1024 * 1024, mostMs: 10_000 }
const refusals = { 413: 'At most 1 MB.', 408: 'The body did not come in time.' }

/** Whether a request is for `POST /hooks/:id`, where repositories' hosts tell of pushes. */
export const isIncoming = (method: string, pathname: string) => method === 'POST' && path.test(pathname)

/** Signed by its sender: cookies and origins say nothing here. */
export async function answerIncoming(request: Request, url: URL, { incoming }: Pick<Services, 'incoming'>) {
  const body = await readBody(request, limits)
  if (typeof body === 'number') {
    const response = json(body, { message: refusals[body] })
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
