import type { IncomingMessage } from 'node:http'
import type { Services } from '../compose.ts'
import { canonical } from '../modules/kernel/canonical.ts'
import { CallerError } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { csvRow } from './csv.ts'
import { json } from './readiness.ts'
import { streamedBody, takesGzip } from './streamed-body.ts'

const path = /^\/activity\.(csv|jsonl)$/

/** Whether a request is for `GET /activity.csv` or `/activity.jsonl`: the audit log as a file. */
export const isActivityExport = (method: string, pathname: string) => method === 'GET' && path.test(pathname)

type Line = Awaited<ReturnType<Services['activity']['exportActivity']>> extends AsyncGenerator<(infer L)[]> ? L : never

/** The columns of the table; the JSON has the same names. */
const columns: Record<string, (line: Line) => string | number | null | undefined> = {
  ...{ seq: (line) => line.seq, at: (line) => line.at.toISOString(), kind: (line) => line.kind },
  ...{ actor: (line) => line.actor, actorId: (line) => line.actorId },
  ...{ subject: (line) => line.subject, subjectId: (line) => line.subjectId, place: (line) => line.place },
  ...{ reason: (line) => line.reason, message: (line) => line.message, releaseId: (line) => line.releaseId },
  ...{ projectId: (line) => line.projectId, serverId: (line) => line.serverId },
  ...{ address: (line) => line.audit?.address, sessionId: (line) => line.audit?.sessionId },
  apiTokenId: (line) => line.audit?.apiTokenId,
  before: (line) => line.audit?.before && canonical(line.audit.before),
  after: (line) => line.audit?.after && canonical(line.audit.after),
  hash: (line) => line.hash,
}

const formats = {
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    // The mark tells spreadsheets that this is UTF-8.
    head: `\ufeff${csvRow(Object.keys(columns))}`,
    line: (line: Line) => csvRow(Object.values(columns).map((cell) => cell(line))),
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    head: '',
    line: ({ audit, ...line }: Line) => `${JSON.stringify({ ...line, ...audit })}\n`,
  },
}

const statusOf: Partial<Record<CallerError['code'], number>> = { FORBIDDEN: 403, NOT_FOUND: 404 }

/** What the page has in its address, and what the export takes. */
function filterOf(query: URLSearchParams) {
  const text = (name: string) => query.get(name)?.trim() || null
  const time = (name: string) => {
    const given = text(name)
    if (given === null) return null
    const at = new Date(given)
    const message = `${name}: Give a time in ISO 8601, such as 2030-01-31T08:00:00Z.`
    if (Number.isNaN(at.getTime())) throw new CallerError('BAD_USER_INPUT', message)
    return at
  }
  return {
    ...{ projectId: text('project'), serverId: text('server'), actorId: text('person') },
    kinds: text('kinds')?.split(',') ?? null,
    ...{ text: text('text'), from: time('from'), to: time('to') },
  }
}

/** Read from the database no faster than it is taken, and compressed on the way for who takes gzip: never whole in memory. */
export async function exportActivity(
  request: Request,
  viewer: Viewer | null,
  { activity }: Pick<Services, 'activity'>,
  /** What the request came as; left out for one made in process. */
  incoming?: IncomingMessage,
): Promise<Response> {
  const url = new URL(request.url)
  const name = path.exec(url.pathname)?.[1] as keyof typeof formats
  const format = formats[name]
  if (!viewer) return json(401, { message: 'Sign in first, or send "Authorization: Bearer <api token>".' })
  try {
    const batches = await activity.exportActivity(viewer, filterOf(url.searchParams), name)
    const gzipped = takesGzip(request)
    return new Response(streamedBody(bytesOf(batches, format), incoming, { gzipped }), {
      headers: {
        'content-type': format.type,
        'content-disposition': `attachment; filename="sendoff-activity.${name}"`,
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

async function* bytesOf(batches: AsyncGenerator<Line[]>, { head, line }: (typeof formats)[keyof typeof formats]) {
  const encoder = new TextEncoder()
  if (head) yield encoder.encode(head)
  for await (const lines of batches) yield encoder.encode(lines.map(line).join(''))
}
