import type { Database } from '../../../platform/database/database.ts'
import { inWindows, type Series, seriesOf } from '../points.ts'
import { chooseGrain, standsFor } from '../tiers.ts'
import { readWindows } from './window-rows.ts'

export interface Wish {
  from: Date
  to: Date
  /** Only these; null: all. */
  keys: readonly string[] | null
}

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000)

/** The series of one server or probe that is sampled so often, each with at most 1,500 points. */
export async function readSeries(
  database: Pick<Database, 'sql'>,
  subjectId: string,
  { from, to, keys }: Wish,
  everySeconds: number,
): Promise<Map<string, Series>> {
  const span = { from: secondsOf(from), to: secondsOf(to) }
  const { grain, windowSeconds } = chooseGrain(span, await countSamples(database, subjectId, span))
  const found = await readWindows(database, [subjectId], { grain, span, wanted: keys ? new Set(keys) : null })
  return seriesOf(inWindows(found.get(subjectId) ?? [], windowSeconds), standsFor(windowSeconds, everySeconds))
}

/** How many samples there are in a span, and what time it is where they are kept. */
async function countSamples({ sql }: Pick<Database, 'sql'>, subjectId: string, span: { from: number; to: number }) {
  const { rows } = await sql.query<{ samples: number; now: number }>(
    `SELECT count(*)::int AS samples, extract(epoch FROM clock_timestamp())::float8 AS now FROM "MetricSample"
     WHERE "subjectId" = $1 AND at BETWEEN $2::bigint AND $3::bigint`,
    [subjectId, span.from, span.to],
  )
  return rows[0] ?? { samples: 0, now: Date.now() / 1000 }
}
