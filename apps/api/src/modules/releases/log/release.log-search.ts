import { z } from 'zod'
import type { PrismaClient } from '../../../platform/database/database.ts'
import { CallerError } from '../../kernel/errors.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { outputStream } from '../release.events.ts'

/** What one step printed that was searched for. */
export interface StepMatches {
  stepKey: string
  /** How many of its lines contain it. */
  lines: number
  /** The first of them, counted from 1. */
  firstLine: number
  /** What that line says, cut. */
  firstText: string
}

const wanted = z.object({
  text: z
    .string()
    .trim()
    .min(2, 'Search for at least two characters.')
    .max(200, 'Search for at most 200 characters.')
    .refine((text) => !/[\n\0]/.test(text), 'A search finds text within one line.'),
})

/** Reading a million lines takes seconds: more than so many at once would take the database away from everybody else. */
const AT_ONCE = 2

interface SearchPorts {
  prisma: PrismaClient
  assertVisible(viewer: Viewer, releaseId: string): Promise<void>
}

export function createLogSearch({ prisma, assertVisible }: SearchPorts) {
  let searching = 0

  return {
    /**
     * Where in the whole output of a release a text stands, in any case, by step in the order of the first match. Lines that come
     * in pieces are put together. @throws CallerError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, RATE_LIMITED
     */
    async searchLog(viewer: Viewer, releaseId: string, raw: string): Promise<StepMatches[]> {
      const { text } = parseInput(wanted, { text: raw })
      await assertVisible(viewer, releaseId)
      if (searching >= AT_ONCE)
        throw new CallerError('RATE_LIMITED', 'Other logs are being searched. Try again in a second.', {
          retryAfterMs: 1000,
        })
      searching += 1
      try {
        return await prisma.$queryRaw<StepMatches[]>`
          WITH pieces AS (
            SELECT seq, key, payload->>'text' AS text FROM "StreamEvent"
            WHERE "streamId" = ${outputStream(releaseId)} AND kind = 'output'
          ), placed AS (
            SELECT seq, key, text,
              COALESCE(sum(length(text) - length(replace(text, E'\n', '')))
                OVER (PARTITION BY key ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
              COALESCE(regexp_replace(right(lag(text) OVER (PARTITION BY key ORDER BY seq), 1000), '^.*\n', ''), '') AS begun
            FROM pieces
          ), found AS (
            SELECT seq, key, begun, before, lines.line, lines.place FROM placed
            CROSS JOIN LATERAL unnest(string_to_array(begun || text, E'\n')) WITH ORDINALITY AS lines(line, place)
            WHERE position(lower(${text}) IN lower(begun || text)) > 0 AND position(lower(${text}) IN lower(lines.line)) > 0
              AND NOT (lines.place = 1 AND position(lower(${text}) IN lower(begun)) > 0)
          )
          SELECT key AS "stepKey", count(*)::int AS lines, min(before + place)::int AS "firstLine",
            (array_agg(left(line, 300) ORDER BY before + place))[1] AS "firstText"
          FROM found GROUP BY key ORDER BY min(seq)`
      } finally {
        searching -= 1
      }
    },
  }
}
