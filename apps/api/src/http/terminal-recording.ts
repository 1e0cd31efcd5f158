import type { IncomingMessage } from 'node:http'
import type { Services } from '../compose.ts'
import { CallerError } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { json } from './readiness.ts'
import { streamedBody } from './streamed-body.ts'

const path = /^\/terminals\/([\w-]{1,100})\/recording$/

/** Whether a request is for `GET /terminals/:id/recording`. */
export const isTerminalRecording = (method: string, pathname: string) => method === 'GET' && path.test(pathname)

/** A recording as an asciicast, read from the database no faster than it is taken. */
export async function terminalRecording(
  url: URL,
  viewer: Viewer | null,
  { terminals }: Pick<Services, 'terminals'>,
  /** What the request came as; left out for one made in process. */
  incoming?: IncomingMessage,
): Promise<Response> {
  if (!viewer) return json(401, { message: 'Sign in first, or send "Authorization: Bearer <api token>".' })
  const id = path.exec(url.pathname)?.[1] ?? ''
  try {
    return new Response(streamedBody(await terminals.readRecording(viewer, id), incoming), {
      headers: {
        'content-type': 'application/x-asciicast; charset=utf-8',
        'content-disposition': `attachment; filename="terminal-${id}.cast"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    return json(404, { message: error.message, code: error.code })
  }
}
