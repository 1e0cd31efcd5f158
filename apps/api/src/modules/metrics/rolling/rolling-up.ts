import type { Database } from '../../../platform/database/database.ts'
import { type Grain, keptUntilCleared, TIERS, type Tier } from '../tiers.ts'

/** Samples that come later than this many windows after theirs was made are left out of it. */
export const LATE_WINDOWS = 2
/** A window is made so long after its end at the earliest, so that its last samples are there. */
const SETTLE_SECONDS = 5
/** Subjects that one statement is about: each is short, because the embedded database serves nobody else meanwhile. */
const SLICE = 10

/** What each tier is made of. */
const sourceOf: Readonly<Record<Tier, Grain>> = { 60: 1, 600: 60, 3600: 600 }

const samples = `
  SELECT "subjectId", at, key, value AS min, value AS max, value AS sum, value AS last, 1 AS count
  FROM "MetricSample", unnest(keys, values) AS point (key, value) WHERE true`

const windows = (seconds: Grain) => `
  SELECT "subjectId", at, point.* FROM "MetricWindow" w,
    unnest(keys, w.min, w.max, w.sum, w.last, w.count) AS point (key, min, max, sum, last, count) WHERE seconds = ${seconds}`

/** Made anew from everything that is in the windows: done again, or in another order, it comes to the same. */
const makeWindows = (tier: Tier) => `
  INSERT INTO "MetricWindow" ("subjectId", seconds, at, keys, min, max, sum, last, count)
  SELECT "subjectId", ${tier}, at, array_agg(key ORDER BY key), array_agg(min ORDER BY key), array_agg(max ORDER BY key),
    array_agg(sum ORDER BY key), array_agg(last ORDER BY key), array_agg(count ORDER BY key)
  FROM (
    SELECT "subjectId", at - at % ${tier} AS at, key, min(min) AS min, max(max) AS max, sum(sum) AS sum,
      (array_agg(last ORDER BY at DESC))[1] AS last, sum(count)::int AS count
    FROM (${sourceOf[tier] === 1 ? samples : windows(sourceOf[tier])}
      AND "subjectId" = ANY($1::text[]) AND at >= $2::bigint AND at < $3::bigint) AS source
    GROUP BY 1, 2, 3) AS series
  GROUP BY 1, 3 ORDER BY 1, 3
  ON CONFLICT ("subjectId", seconds, at) DO UPDATE SET keys = excluded.keys, min = excluded.min, max = excluded.max,
    sum = excluded.sum, last = excluded.last, count = excluded.count`

/** Every server and probe of which there are samples, found by leaps through the index; those that are gone too. */
const sampled = (table: 'MetricSample' | 'MetricWindow') => `
  WITH RECURSIVE found AS (
    (SELECT "subjectId" AS id FROM "${table}" ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT "subjectId" FROM "${table}" WHERE "subjectId" > found.id ORDER BY 1 LIMIT 1) FROM found WHERE found.id IS NOT NULL)
  SELECT found.id, EXISTS (SELECT 1 FROM "Server" s WHERE s.id = found.id)
    OR EXISTS (SELECT 1 FROM "Probe" p WHERE p.id = found.id) AS known FROM found WHERE found.id IS NOT NULL`

const slices = <T>(all: readonly T[]) =>
  Array.from({ length: Math.ceil(all.length / SLICE) }, (_, i) => all.slice(i * SLICE, (i + 1) * SLICE))

/** Rolls samples up into longer and longer windows, and forgets what was kept for its time. */
export function createRollingUp({ sql }: Pick<Database, 'sql'>) {
  async function positions(): Promise<{ now: number; rolledTo: Map<Grain, number> }> {
    const { rows } = await sql.query<{ seconds: Tier; rolledTo: number; now: number }>(
      `SELECT seconds, "rolledTo"::float8 AS "rolledTo", extract(epoch FROM clock_timestamp())::float8 AS now FROM "MetricTier"`,
    )
    return { now: rows[0]?.now ?? 0, rolledTo: new Map(rows.map((row) => [row.seconds, row.rolledTo])) }
  }

  const subjectsOf = async (table: 'MetricSample' | 'MetricWindow') =>
    (await sql.query<{ id: string; known: boolean }>(sampled(table))).rows

  /** Makes the windows of a tier that have ended by `end`, and those before them that late samples may have changed. */
  async function roll(tier: Tier, rolledTo: number, end: number): Promise<number> {
    const upTo = Math.floor(end / tier) * tier
    if (upTo <= rolledTo) return rolledTo
    const subjects = await subjectsOf(sourceOf[tier] === 1 ? 'MetricSample' : 'MetricWindow')
    const from = Math.max(0, rolledTo - LATE_WINDOWS * tier)
    for (const slice of slices(subjects)) await sql.query(makeWindows(tier), [slice.map(({ id }) => id), from, upTo])
    // Last, so that readers have either the windows or what they are made of.
    await sql.query('UPDATE "MetricTier" SET "rolledTo" = greatest("rolledTo", $2::bigint) WHERE seconds = $1', [
      tier,
      upTo,
    ])
    return upTo
  }

  /** Nothing goes that a window is still to be made of. */
  async function clear(now: number, rolledTo: ReadonlyMap<Grain, number>): Promise<void> {
    const cutOf = (grain: Grain, next?: Tier) => {
      const needed = next === undefined ? now : (rolledTo.get(next) ?? 0) - LATE_WINDOWS * next
      return Math.floor(Math.min(now - keptUntilCleared(grain), needed))
    }
    for (const slice of slices(await subjectsOf('MetricSample'))) {
      const ids = slice.map(({ id }) => id)
      await sql.query('DELETE FROM "MetricSample" WHERE "subjectId" = ANY($1::text[]) AND at < $2::bigint', [
        ids,
        cutOf(1, 60),
      ])
      await forgetGone('MetricSample', slice)
    }
    for (const slice of slices(await subjectsOf('MetricWindow'))) {
      const ids = slice.map(({ id }) => id)
      for (const [grain, next] of [
        [60, 600],
        [600, 3600],
        [3600, undefined],
      ] as const) {
        await sql.query(
          'DELETE FROM "MetricWindow" WHERE "subjectId" = ANY($1::text[]) AND seconds = $2 AND at < $3::bigint',
          [ids, grain, cutOf(grain, next)],
        )
      }
      await forgetGone('MetricWindow', slice)
    }
  }

  async function forgetGone(table: 'MetricSample' | 'MetricWindow', slice: readonly { id: string; known: boolean }[]) {
    const gone = slice.filter(({ known }) => !known).map(({ id }) => id)
    if (gone.length > 0) await sql.query(`DELETE FROM "${table}" WHERE "subjectId" = ANY($1::text[])`, [gone])
  }

  return {
    /** Brings all tiers up to now. Several workers may do it at once: that is only work for nothing. */
    async rollUp(): Promise<void> {
      const { now, rolledTo } = await positions()
      let end = now - SETTLE_SECONDS
      for (const tier of TIERS) {
        end = await roll(tier, rolledTo.get(tier) ?? 0, end)
        rolledTo.set(tier, end)
      }
    },
    /** Forgets what is older than it is kept, and everything of servers and probes that are gone. */
    async clear(): Promise<void> {
      const { now, rolledTo } = await positions()
      await clear(now, rolledTo)
    },
  }
}
