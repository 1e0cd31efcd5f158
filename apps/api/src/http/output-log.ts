import type { IncomingMessage } from 'node:http'
import type { Services } from '../compose.ts'
import { CallerError } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { json } from './readiness.ts'
import { streamedBody, takesGzip } from './streamed-body.ts'

const path = /^\/(releases|commands)\/([\w-]{1,100})\/log$/

/** Whether a request is for `GET /releases/:id/log` or `/commands/:id/log`, which browsers would otherwise get as a page. */
export const isOutputLog = (method: string, pathname: string) => method === 'GET' && path.test(pathname)

const statusOf: Partial<Record<CallerError['code'], number>> = { FORBIDDEN: 403, NOT_FOUND: 404 }

/**
 * The whole output of a release or of a command, or of one step of it (`?step=`; of a command a server's id), as text; read from
 * the database no faster than it is taken, and compressed on the way for who takes gzip.
 */
export async function outputLog(
  request: Request,
  viewer: Viewer | null,
  services: Pick<Services, 'releases' | 'commands'>,
  /** What the request came as; left out for one made in process. */
  incoming?: IncomingMessage,
): Promise<Response> {
  const url = new URL(request.url)
  const [, kind, id = ''] = path.exec(url.pathname) ?? []
  const step = url.searchParams.get('step')
  if (!viewer) return json(401, { message: 'Sign in first, or send "Authorization: Bearer <api token>".' })
  if (step?.includes('\0')) return json(400, { message: 'No step has such a key.', code: 'BAD_USER_INPUT' })
  const text =
    kind === 'commands'
      ? services.commands.wholeCommandOutput(viewer, id, step)
      : services.releases.wholeOutput(viewer, id, step)
  try {
    // The first page tells whether the viewer may see the rest, while the status can still say so.
    const first = await text.next()
    const gzipped = takesGzip(request)
    return new Response(streamedBody(bytesOf(first, text), incoming, { gzipped }), {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${kind === 'commands' ? 'command' : 'release'}-${id}.log"`,
        'cache-control': 'no-store',
        vary: 'accept-encoding',
        ...(gzipped && { 'content-encoding': 'gzip' }),
      },
    })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    return json(statusOf[error.code] ?? 400, { message: error.message, code: error.code })
  }
}

async function* bytesOf(first: IteratorResult<string, void>, rest: AsyncGenerator<string>) {
  const encoder = new TextEncoder()
  if (first.done) return
  yield encoder.encode(first.value)
  for await (const text of rest) yield encoder.encode(text)
}
