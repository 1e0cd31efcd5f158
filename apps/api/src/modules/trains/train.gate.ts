import type { PrismaClient, Transaction } from '../../platform/database/database.ts'
import type { Hold } from '../freezes/hold.ts'

interface Blocked {
  id: string
  train: number
  state: 'PREPARING' | 'READY' | 'STOPPED'
  number: number | null
  place: string | null
  asks: boolean | null
}

function reasonOf({ train, state, number, place, asks }: Blocked): string {
  if (state === 'PREPARING') return `Train #${train} is being put together.`
  if (state === 'STOPPED') return `Train #${train} has stopped.`
  if (number === null) return `Train #${train} has lost a release before it.`
  return asks
    ? `Train #${train}: #${number} of ${place} waits for approval.`
    : `Waits for #${number} of ${place} (train #${train}).`
}

/**
 * What holds cars of trains: one begins only when the train is complete, every car before it has succeeded, and none waits for
 * approval. Judged from the rows as they are, also in the transaction in which a release begins.
 */
export async function trainHolds(db: Transaction | PrismaClient, releaseIds: string[]): Promise<Map<string, Hold>> {
  const rows = await db.$queryRaw<Blocked[]>`
    SELECT r.id, t.number AS train, t.state, blocker.number, blocker.place, blocker.asks
    FROM "Release" r JOIN "Train" t ON t.id = r."trainId"
    LEFT JOIN LATERAL (
      SELECT b.number, p.title || ', ' || e.name AS place, b.status = 'WAITING_APPROVAL' AS asks
      FROM "Release" b JOIN "Environment" e ON e.id = b."environmentId" JOIN "Project" p ON p.id = e."projectId"
      WHERE b."trainId" = t.id AND b.id <> r.id AND (
        b.status = 'WAITING_APPROVAL' OR b."trainPosition" < r."trainPosition" AND b.status <> 'SUCCEEDED')
      ORDER BY b.status = 'WAITING_APPROVAL' DESC, b."trainPosition" DESC LIMIT 1
    ) blocker ON true
    WHERE r.id = ANY(${releaseIds}) AND (
      t.state <> 'READY' OR blocker.number IS NOT NULL OR r."trainPosition" - 1 > (
        SELECT count(*) FROM "Release" b
        WHERE b."trainId" = t.id AND b."trainPosition" < r."trainPosition" AND b.status = 'SUCCEEDED'))`
  return new Map(rows.map((row) => [row.id, { kind: 'TRAIN', reason: reasonOf(row), until: null, strict: false }]))
}
