import type { Pool } from 'pg'
import type { Transaction } from '../../platform/database/database.ts'
import type { CountedPoll, PollCount } from './poll.state.ts'

// One statement, so one snapshot: revision, ballots and who voted belong together.
const COUNT = `
  SELECT "Poll".id, "Poll".revision, "Poll".state::text AS state, "Poll".visibility::text AS visibility, "Poll".options, "Poll".result,
    (SELECT count(*)::int FROM "PollBallot" WHERE "pollId" = "Poll".id) AS respondents,
    CASE WHEN "Poll"."roomId" IS NULL
      THEN (SELECT count(*)::int FROM "User" WHERE "disabledAt" IS NULL)
      ELSE (SELECT count(*)::int FROM "RoomMember" WHERE "roomId" = "Poll"."roomId" AND "removedAt" IS NULL)
    END AS eligible,
    (SELECT COALESCE(jsonb_object_agg(option, n), '{}') FROM (
      SELECT option, count(*)::int AS n FROM "PollBallot", unnest("optionIds") AS option
      WHERE "pollId" = "Poll".id GROUP BY option) AS counted) AS counts,
    ARRAY(SELECT "userId" FROM "PollBallot" WHERE "pollId" = "Poll".id AND "userId" = ANY($2::text[])) AS voters
  FROM "Poll" WHERE "Poll".id = $1`

interface CountRow extends CountedPoll {
  result: PollCount | null
  voters: string[]
}

export interface Counted {
  poll: CountedPoll
  /** Who of those asked about has a ballot. */
  voters: Set<string>
}

const countedOf = (row: CountRow | undefined): Counted | null => {
  if (!row) return null
  const { result, voters, ...poll } = row
  return { poll: { ...poll, ...(poll.state === 'CLOSED' ? result : null) }, voters: new Set(voters) }
}

/** Counts the ballots; of a closed poll, what was counted then. */
export async function countPoll(sql: Pool, pollId: string, userIds: string[]): Promise<Counted | null> {
  const { rows } = await sql.query<CountRow>(COUNT, [pollId, userIds])
  return countedOf(rows[0])
}

/** The same inside a transaction. */
export async function recount(db: Transaction, pollId: string): Promise<PollCount> {
  const [row] = await db.$queryRawUnsafe<CountRow[]>(COUNT, pollId, [])
  if (!row) throw new Error(`The poll ${pollId} is gone.`)
  const { respondents, eligible, counts } = row
  return { respondents, eligible, counts }
}
