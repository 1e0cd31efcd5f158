import { createHash, randomUUID } from 'node:crypto'
import type { Transaction } from '../../platform/database/database.ts'
import type { PollRow } from './poll-rows.ts'

type Reading = Pick<Transaction, 'pollBallot' | 'pollSecretBallot' | 'pollParticipation'>

/** What the viewer has cast: whether, and what, which of a secret poll nobody knows any more. */
export interface OwnBallot {
  hasVoted: boolean
  optionIds: string[]
}

/** @param userId whose ballot is looked for */
export async function ownBallot(
  db: Reading,
  poll: Pick<PollRow, 'id' | 'secrecy'>,
  userId: string,
): Promise<OwnBallot> {
  const where = { pollId_userId: { pollId: poll.id, userId } }
  if (poll.secrecy === 'SECRET') {
    return { hasVoted: (await db.pollParticipation.findUnique({ where })) !== null, optionIds: [] }
  }
  const ballot = await db.pollBallot.findUnique({ where })
  return { hasVoted: ballot !== null, optionIds: ballot?.optionIds ?? [] }
}

/** Casts or replaces a ballot that bears a name; no options: takes it back. */
export async function castOpenly(db: Transaction, pollId: string, userId: string, optionIds: string[]): Promise<void> {
  if (optionIds.length === 0) await db.pollBallot.deleteMany({ where: { pollId, userId } })
  else {
    await db.$executeRaw`
      INSERT INTO "PollBallot" ("pollId", "userId", "optionIds", "castAt")
      VALUES (${pollId}, ${userId}, ${optionIds}::text[], clock_timestamp() AT TIME ZONE 'UTC')
      ON CONFLICT ("pollId", "userId") DO UPDATE SET "optionIds" = excluded."optionIds", "castAt" = excluded."castAt"`
  }
}

/**
 * Casts a secret ballot: one row says that they took part, another one what was voted, and nothing joins the two. Rows that are
 * written by one transaction lie in their table in the order of the votes and carry its number (xmin); so all ballots of the
 * poll are written anew, in the order of their random ids: they all carry the number of the last vote, whosoever they are.
 */
export async function castSecretly(
  db: Transaction,
  pollId: string,
  userId: string,
  optionIds: string[],
): Promise<void> {
  await db.pollParticipation.create({ data: { pollId, userId } })
  await db.$executeRaw`
    WITH others AS (DELETE FROM "PollSecretBallot" WHERE "pollId" = ${pollId} RETURNING id, "optionIds")
    INSERT INTO "PollSecretBallot" (id, "pollId", "optionIds")
    SELECT id, ${pollId}, "optionIds" FROM (
      SELECT id, "optionIds" FROM others UNION ALL SELECT ${randomUUID()}, ${[...optionIds].sort()}::text[]
    ) AS urn ORDER BY id`
}

/** One hash over every ballot and, where they bear names, who cast it: equal ballots have equal hashes, in whatever order they lie. */
export async function hashBallots(db: Reading, poll: Pick<PollRow, 'id' | 'options'>, salt: string): Promise<string> {
  const where = { pollId: poll.id }
  const [named, secret] = [await db.pollBallot.findMany({ where }), await db.pollSecretBallot.findMany({ where })]
  const ballots = [
    ...named.map(({ userId, optionIds }) => [userId, ...[...optionIds].sort()].join(' ')),
    ...secret.map(({ id, optionIds }) => [id, ...[...optionIds].sort()].join(' ')),
  ].sort()
  return createHash('sha256')
    .update(JSON.stringify([salt, poll.id, poll.options, ballots]))
    .digest('hex')
}
