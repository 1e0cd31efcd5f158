import type { Pool } from 'pg'
import type { Transaction } from '../../platform/database/database.ts'
import type { CountedPoll, PollCount, PollResult } from './poll.state.ts'

// One statement, so one snapshot: revision, ballots and who voted belong together.
const COUNT = `
  SELECT "Poll".id, "Poll".revision, "Poll".state::text AS state, "Poll".visibility::text AS visibility,
    "Poll".secrecy::text AS secrecy, "Poll".options, "Poll".result,
    (extract(epoch FROM "Poll"."closesAt") * 1000)::float8 AS "closesAt",
    (extract(epoch FROM "Poll"."closedAt") * 1000)::float8 AS "closedAt",
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at,
    turnout.respondents, GREATEST(turnout.respondents, COALESCE("Poll".electorate, CASE WHEN "Poll"."roomId" IS NULL
      THEN (SELECT count(*)::int FROM "User" WHERE "disabledAt" IS NULL)
      ELSE (SELECT count(*)::int FROM "RoomMember" WHERE "roomId" = "Poll"."roomId" AND "removedAt" IS NULL)
    END)) AS eligible,
    (SELECT COALESCE(jsonb_object_agg(option, n), '{}') FROM (
      SELECT option, count(*)::int AS n FROM (
        SELECT "optionIds" FROM "PollBallot" WHERE "pollId" = "Poll".id
        UNION ALL SELECT "optionIds" FROM "PollSecretBallot" WHERE "pollId" = "Poll".id
      ) AS ballots, unnest("optionIds") AS option GROUP BY option) AS counted) AS counts,
    ARRAY(
      SELECT "userId" FROM "PollBallot" WHERE "pollId" = "Poll".id AND "userId" = ANY($2::text[])
      UNION ALL SELECT "userId" FROM "PollParticipation" WHERE "pollId" = "Poll".id AND "userId" = ANY($2::text[])
    ) AS voters
  FROM "Poll", LATERAL (SELECT
    (SELECT count(*)::int FROM "PollBallot" WHERE "pollId" = "Poll".id)
    + (SELECT count(*)::int FROM "PollParticipation" WHERE "pollId" = "Poll".id) AS respondents) AS turnout
  WHERE "Poll".id = ANY($1::text[])`

interface CountRow extends Omit<CountedPoll, 'closesAt' | 'closedAt' | 'at'> {
  result: PollResult | null
  voters: string[]
  /** Times in ms since 1970. */
  closesAt: number | null
  closedAt: number | null
  at: number
}

export interface Counted {
  poll: CountedPoll
  /** Who of those asked about has a ballot. */
  voters: Set<string>
}

const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms))

function countedOf({ result, voters, ...row }: CountRow): Counted {
  const times = { closesAt: timeOf(row.closesAt), closedAt: timeOf(row.closedAt), at: new Date(row.at) }
  const { respondents, eligible, counts } = row.state === 'CLOSED' && result ? result : row
  return { poll: { ...row, ...times, respondents, eligible, counts }, voters: new Set(voters) }
}

/** Counts the ballots; of closed polls, what was counted then. */
export async function countPolls(sql: Pool, pollIds: string[], userIds: string[]): Promise<Map<string, Counted>> {
  const { rows } = await sql.query<CountRow>(COUNT, [pollIds, userIds])
  return new Map(rows.map((row) => [row.id, countedOf(row)]))
}

/** The same of one poll. */
export const countPoll = async (sql: Pool, pollId: string, userIds: string[]): Promise<Counted | null> =>
  (await countPolls(sql, [pollId], userIds)).get(pollId) ?? null

/** What lies in the tables, whatever was counted before. */
export async function recount(db: Pick<Transaction, '$queryRawUnsafe'>, pollId: string): Promise<PollCount> {
  const [row] = await db.$queryRawUnsafe<CountRow[]>(COUNT, [pollId], [])
  if (!row) throw new Error(`The poll ${pollId} is gone.`)
  const { respondents, eligible, counts } = row
  return { respondents, eligible, counts }
}
