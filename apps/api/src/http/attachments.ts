import type { Services } from '../compose.ts'
import { MAX_ATTACHMENT_BYTES } from '../modules/chat/attachments.ts'
import { CallerError, type FailureCode } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { disposition } from './disposition.ts'
import { readBody } from './read-body.ts'
import { json } from './readiness.ts'

const path = /^\/attachments\/([\w-]{1,100})$/

/** Whether a request is for `POST /attachments` or `GET /attachments/:id`. */
export const isAttachment = (method: string, pathname: string) =>
  pathname === '/attachments' ? method === 'POST' : method === 'GET' && path.test(pathname)

/** A slow line takes its time, but not for ever. */
const limits = { mostBytes: MAX_ATTACHMENT_BYTES, mostMs: 240_000 }
const refusals = {
  413: 'Images and files may have at most 5 MB. Make it smaller.',
  408: 'It did not come in time. Try again.',
}
const statusOf: Partial<Record<FailureCode, number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
}

/**
 * Takes an image for a room (`roomId` says which) or a file for a ticket (no `roomId`), or shows one. What is wrong is told as
 * `{ message, code }`.
 */
export async function answerAttachment(
  request: Request,
  url: URL,
  viewer: Viewer | null,
  { chat, flows }: Pick<Services, 'chat' | 'flows'>,
): Promise<Response> {
  if (!viewer) return json(401, { message: 'Sign in first, or send "Authorization: Bearer <api token>".' })
  try {
    if (request.method === 'GET') return await find(viewer, path.exec(url.pathname)?.[1] ?? '', { chat, flows })
    const name = fileName(request.headers.get('x-file-name'))
    if (name === undefined) {
      return json(400, { message: 'x-file-name: Encode it (encodeURIComponent).', code: 'BAD_USER_INPUT' })
    }
    const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    const roomId = url.searchParams.get('roomId')
    const image = roomId === null ? null : await chat.beginUpload(viewer, roomId, name, type)
    const file = image ? null : await flows.beginFile(viewer, name, type)
    const content = await readBody(request, limits)
    if (typeof content === 'number') {
      const response = json(content, { message: refusals[content], code: 'BAD_USER_INPUT' })
      // What still comes is not read: the connection is of no more use.
      response.headers.set('connection', 'close')
      return response
    }
    const stored = image
      ? await chat.finishUpload(viewer, image, content)
      : file && (await flows.finishFile(viewer, file, content))
    return json(201, { ...stored, url: `/attachments/${stored?.id}` })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    return json(statusOf[error.code] ?? 400, { message: error.message, code: error.code, ...error.extensions })
  }
}

/** Both kinds have ids of the same make: what is no image of a room may be a file of a ticket. */
async function find(viewer: Viewer, id: string, { chat, flows }: Pick<Services, 'chat' | 'flows'>): Promise<Response> {
  try {
    return show(await chat.readAttachment(viewer, id), 'inline')
  } catch (error) {
    if (!(error instanceof CallerError) || error.code !== 'NOT_FOUND') throw error
    return show(await flows.readFile(viewer, id), 'attachment')
  }
}

/** Undefined when it is not percent-encoded UTF-8. */
function fileName(encoded: string | null): string | null | undefined {
  if (encoded === null) return null
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/** An id names the same bytes for ever, so whoever may see them need not ask twice. */
const show = (
  { name, mediaType, content }: { name: string; mediaType: string; content: Buffer },
  how: 'inline' | 'attachment',
) =>
  new Response(new Uint8Array(content), {
    headers: {
      'content-type': mediaType,
      'content-length': String(content.length),
      'content-disposition': disposition(how, name),
      'cache-control': 'private, max-age=31536000, immutable',
      // An image can't do anything, whatever somebody hid in it.
      'content-security-policy': "default-src 'none'; sandbox",
      vary: 'cookie, authorization',
    },
  })
