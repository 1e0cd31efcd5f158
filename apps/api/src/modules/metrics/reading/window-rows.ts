import type { Database } from '../../../platform/database/database.ts'
import type { Point, Window } from '../points.ts'
import type { Grain, Span } from '../tiers.ts'

interface Row {
  subjectId: string
  at: number
  keys: string[]
  min: number[]
  max: number[]
  sum: number[]
  last: number[]
  /** Null: one sample. */
  count: number[] | null
}

const windowsOf = (seconds: number, upTo: string, from: string) => `
  SELECT "subjectId", at::float8, keys, min, max, sum, last, count FROM "MetricWindow"
  WHERE "subjectId" = ANY($1::text[]) AND seconds = ${seconds}
    AND at >= ${from} AND at <= $3::bigint AND at < ${upTo}`

const rolledTo = (seconds: number) => `(SELECT "rolledTo" FROM "MetricTier" WHERE seconds = ${seconds})`
const behind = (seconds: number) => `greatest($2::bigint, ${rolledTo(seconds)})`

const samples = (from: string) => `
  SELECT "subjectId", at::float8, keys, values AS min, values AS max, values AS sum, values AS last, NULL::int[] AS count
  FROM "MetricSample" WHERE "subjectId" = ANY($1::text[]) AND at >= ${from} AND at <= $3::bigint`

/** What is not rolled up yet is taken from the next finer grain, so that each moment is there once. */
const statements: Readonly<Record<Grain, string>> = {
  1: samples('$2::bigint'),
  60: [windowsOf(60, rolledTo(60), '$2::bigint'), samples(behind(60))].join(' UNION ALL '),
  600: [
    windowsOf(600, rolledTo(600), '$2::bigint'),
    windowsOf(60, rolledTo(60), behind(600)),
    samples(behind(60)),
  ].join(' UNION ALL '),
  3600: [
    windowsOf(3600, rolledTo(3600), '$2::bigint'),
    windowsOf(600, rolledTo(600), behind(3600)),
    windowsOf(60, rolledTo(60), behind(600)),
    samples(behind(60)),
  ].join(' UNION ALL '),
}

/** What is kept of servers or probes over a span, by one statement. `wanted`: only these series; null: all. */
export async function readWindows(
  { sql }: Pick<Database, 'sql'>,
  subjectIds: readonly string[],
  { grain, span, wanted }: { grain: Grain; span: Span; wanted: ReadonlySet<string> | null },
): Promise<Map<string, Window[]>> {
  const begins = Math.floor(span.from / grain) * grain
  const { rows } = await sql.query<Row>(statements[grain], [subjectIds, begins, Math.floor(span.to)])
  const found = new Map<string, Window[]>(subjectIds.map((id) => [id, []]))
  for (const row of rows) found.get(row.subjectId)?.push({ at: row.at, points: pointsOf(row, wanted) })
  return found
}

function pointsOf({ keys, min, max, sum, last, count }: Row, wanted: ReadonlySet<string> | null): Map<string, Point> {
  const points = new Map<string, Point>()
  keys.forEach((key, i) => {
    if (wanted && !wanted.has(key)) return
    points.set(key, {
      min: min[i] ?? 0,
      max: max[i] ?? 0,
      sum: sum[i] ?? 0,
      last: last[i] ?? 0,
      count: count?.[i] ?? 1,
    })
  })
  return points
}
