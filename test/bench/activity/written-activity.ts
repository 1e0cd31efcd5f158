import type { ActivityKind } from '../../../apps/api/src/modules/activity/activity.kinds.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { beginningOfChain, digestOfLine, linkAfter } from '../../../apps/api/src/streams/linked-lines.ts'

const idsOf = (noun: number, count: number) =>
  Array.from({ length: count }, (_, n) => `00000000-0000-7000-800${noun}-${String(n).padStart(12, '0')}`) as [
    string,
    ...string[],
  ]
export const actors = idsOf(1, 20)
export const projects = idsOf(2, 20)
export const servers = idsOf(3, 50)

const BATCH = 2_000
const SPAN_MS = 90 * 86_400_000
const common: ActivityKind[] = [
  ...(['release.created', 'release.began', 'release.succeeded', 'release.failed', 'server.alarm'] as const),
  ...(['server.recovered', 'session.opened', 'room.joined', 'command.started', 'file.downloaded'] as const),
]

/** Every thousandth line is of a rare kind; the rest is what a busy installation writes. */
function lineOf(n: number, count: number) {
  const kind: ActivityKind = n % 1000 === 0 ? 'calendar.changed' : (common[n % common.length] ?? 'server.alarm')
  const noun = kind.split('.')[0]
  const payload = {
    ...{ kind, actor: `Person ${n % actors.length}`, actorId: actors[n % actors.length] },
    ...{ subject: `#${n}`, place: 'Shop, production', message: `did the thing with number ${n} of many` },
    ...(noun === 'release' && { projectId: projects[n % projects.length], releaseId: projects[0] }),
    ...(noun === 'server' && { serverId: servers[n % servers.length], before: { cpu: 12 }, after: { cpu: 97.4 } }),
    from: { address: '192.0.2.1', sessionId: actors[0] },
  }
  return { seq: n, kind, key: null, payload, at: new Date(Date.now() - SPAN_MS + Math.floor((n / count) * SPAN_MS)) }
}

/** Lines as Sendoff would have written them, chain and all, in batches. */
export async function writeActivity({ sql }: Database, count: number): Promise<void> {
  let hash = beginningOfChain('activity')
  await sql.query(`INSERT INTO "Stream" (id, "lastSeq") VALUES ('activity', 0) ON CONFLICT DO NOTHING`)
  for (let first = 1; first <= count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first + 1) }, (_, i) => {
      const line = lineOf(first + i, count)
      hash = linkAfter(hash, line.seq, digestOfLine(line))
      return { ...line, hash }
    })
    await sql.query(
      `INSERT INTO "StreamEvent" ("streamId", seq, kind, payload, at, hash)
       SELECT 'activity', r.seq, r.kind, r.payload, r.at, r.hash
       FROM jsonb_to_recordset($1::jsonb) AS r(seq int, kind text, payload jsonb, at timestamp(3), hash text)`,
      [JSON.stringify(rows)],
    )
  }
  await sql.query(`UPDATE "Stream" SET "lastSeq" = $1, "lastHash" = $2 WHERE id = 'activity'`, [count, hash])
}
