import type { ReleaseStatus } from '../../../engine/types.ts'
import type { EventLog } from '../../../streams/event-log.ts'
import { admitApproved } from '../approval/release.admission.ts'
import { tendApprovals } from '../approval/release.approval-expiry.ts'
import { tellHolds } from '../holds/release.holds.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { type Admission, takeNext } from './release.claim.ts'
import { tellMove } from './release.moves.ts'

/** One attempt at running a release: the right to write about it, for as long as the lease lasts. */
export interface Claim {
  releaseId: string
  environmentId: string
  /** The worker that holds the lease. */
  owner: string
  /** Fencing token: the newest of the environment. A write under an older one changes nothing. */
  fence: number
  /** 1 for the first. */
  attempt: number
  status: ReleaseStatus
  /** Where the worker keeps builds; null: it does not say. */
  storeId: string | null
  /** Once it is cancelled: servers that already switched go back to what they had. */
  rollsBack: boolean
}

export interface ReleaseQueue {
  /**
   * Takes the next release that may run now, one whose worker died first; null when there is none. A release that ships an
   * existing build waits for a worker whose store has it, as long as such a worker lives.
   */
  claim(owner: string, storeId?: string | null): Promise<Claim | null>
  /** Prolongs the lease. `held: false`: a newer attempt owns the release, or it has ended. */
  renew(claim: Claim): Promise<{ held: boolean; cancelRequested: boolean; rollsBack: boolean; controlHead: number }>
  /** Gives the lease back, so that another worker resumes at once. The attempt does not count: nobody died. */
  handOver(claim: Claim): Promise<void>
  /** Ends every lease. Only for a process that knows that it is alone. */
  freeAll(): Promise<void>
  /** Makes scheduled releases whose time has come QUEUED. Returns how many. */
  releaseDue(): Promise<number>
  /** Tells those who follow queued releases what holds them back, where that has changed. Returns of how many. */
  tellHolds(): Promise<number>
  /** Ends releases that nobody approved in time, and lets those go that nobody must approve any more. */
  tendApprovals(): Promise<number>
}

interface QueueOptions {
  leaseSeconds?: number
  /** Left out: approvals are judged. */
  admit?: Admission
}

/**
 * A worker that does not renew for this long is taken for dead. Renewed every quarter of it; with the poll of the others it
 * is well within the 30 seconds that are promised.
 */
export const LEASE_SECONDS = 20

const isUniqueViolation = (error: unknown) => {
  const text = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : ''
  return text.includes('23505')
}

/**
 * The release table is the queue: PostgreSQL hands out each row once (SKIP LOCKED), the partial unique index allows one
 * running release per environment, and the clock of the database alone judges leases.
 */
export function createReleaseQueue(log: EventLog, options: QueueOptions = {}): ReleaseQueue {
  const { leaseSeconds = LEASE_SECONDS, admit = admitApproved } = options
  const claimOnce = (owner: string, storeId: string | null) =>
    log.transaction(async (tx) => {
      const claim = await takeNext(tx, { owner, storeId, leaseSeconds, admit })
      if (!claim || claim === 'again') return claim
      await tx.append(releaseStream(claim.releaseId), [
        releaseChanged(claim.status, claim.attempt > 1 ? `Another worker goes on (attempt ${claim.attempt}).` : null),
      ])
      await announceRelease(tx, claim.releaseId)
      if (claim.attempt === 1 && claim.status === 'RUNNING')
        await tellMove(tx, claim.releaseId, { from: 'QUEUED', to: 'RUNNING' })
      return claim
    })

  return {
    tellHolds: () => tellHolds(log),
    tendApprovals: () => tendApprovals(log),

    async claim(owner, storeId = null) {
      for (let tries = 0; tries < 20; tries++) {
        try {
          const taken = await claimOnce(owner, storeId)
          if (taken !== 'again') return taken
        } catch (error) {
          // Another worker began a release of the same environment in the same moment: look again.
          if (!isUniqueViolation(error)) throw error
        }
      }
      return null
    },

    async renew(claim) {
      const rows = await log.transaction(
        (tx) =>
          tx.db.$queryRaw<{ cancelRequested: boolean; rollsBack: boolean; controlHead: number }[]>`
          UPDATE "Release"
          SET "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${leaseSeconds}::int)
          WHERE id = ${claim.releaseId} AND fence = ${claim.fence} AND "leaseOwner" = ${claim.owner}
            AND status IN ('RUNNING', 'CANCELLING')
          RETURNING "cancelRequestedAt" IS NOT NULL AS "cancelRequested", "cancelRollsBack" AS "rollsBack",
            (SELECT COALESCE(max(c.seq), 0)::int FROM "ReleaseControl" c WHERE c."releaseId" = "Release".id)
              AS "controlHead"`,
      )
      const [row] = rows
      return {
        held: !!row,
        cancelRequested: row?.cancelRequested ?? false,
        rollsBack: row?.rollsBack ?? false,
        controlHead: row?.controlHead ?? 0,
      }
    },

    async handOver(claim) {
      await log.transaction(
        (tx) =>
          tx.db.$executeRaw`
          UPDATE "Release" SET "leaseOwner" = NULL, "leaseUntil" = NULL, attempt = attempt - 1
          WHERE id = ${claim.releaseId} AND fence = ${claim.fence} AND "leaseOwner" = ${claim.owner}
            AND status IN ('RUNNING', 'CANCELLING')`,
      )
    },

    async freeAll() {
      await log.transaction(
        (tx) => tx.db.$executeRaw`UPDATE "Release" SET "leaseUntil" = NULL WHERE status IN ('RUNNING', 'CANCELLING')`,
      )
    },

    async releaseDue() {
      // One at a time: a transaction that told two rooms would lock them in an order of its own.
      for (let count = 0; ; count++) if (!(await releaseOneDue(log))) return count
    },
  }
}

const releaseOneDue = (log: EventLog) =>
  log.transaction(async (tx) => {
    const [due] = await tx.db.$queryRaw<{ id: string }[]>`
      UPDATE "Release" SET status = 'QUEUED'
      WHERE id = (
        SELECT id FROM "Release"
        WHERE status = 'SCHEDULED' AND "scheduledAt" <= (clock_timestamp() AT TIME ZONE 'UTC')
        ORDER BY "scheduledAt", number LIMIT 1
        FOR UPDATE SKIP LOCKED
      )
      RETURNING id`
    if (!due) return false
    await tx.append(releaseStream(due.id), [releaseChanged('QUEUED')])
    await announceRelease(tx, due.id)
    await tellMove(tx, due.id, { from: 'SCHEDULED', to: 'QUEUED', reason: 'Its time has come.' })
    return true
  })
