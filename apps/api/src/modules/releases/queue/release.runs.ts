import type { ReleaseOutcome, ReleaseSnapshot, StepState, StepStatus, TargetState } from '../../../engine/types.ts'
import type { Bus } from '../../../platform/bus/bus.ts'
import type { PrismaClient } from '../../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { placeOf } from '../../environments/environment-place.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { lockAfterWayBack, reasonOf } from '../aftermath/self-made-lock.ts'
import { type ControlLog, createControlLog } from '../control/control-log.ts'
import { assertHeld } from '../journal/journal-storage.ts'
import { announceRelease } from '../release.announcement.ts'
import { type ReleaseChange, releaseChanged, releaseStream } from '../release.events.ts'
import type { RepositoryOwner } from '../release.ports.ts'
import { forgetReadings } from '../release.readings.ts'
import type { Claim } from './release.queue.ts'

/** A stored release as the engine takes it up. */
export interface StoredRun {
  snapshot: ReleaseSnapshot
  steps: (StepState & { serverId: string | null })[]
  targets: TargetState[]
  project: RepositoryOwner
  /** Some step has left PENDING: servers may have been touched. */
  begun: boolean
}

export interface ReleaseRuns extends ControlLog {
  load(claim: Claim): Promise<StoredRun>
  /** Writes down how a run ended, and what is live now. @throws LeaseLost */
  conclude(claim: Claim, outcome: ReleaseOutcome): Promise<void>
}

/** How the activity tells it. */
const endings: Record<ReleaseOutcome['status'], string> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'was cancelled',
}

/** What workers read and write of a release besides its journal. */
export function createReleaseRuns(ports: { prisma: PrismaClient; log: EventLog; bus: Bus }): ReleaseRuns {
  const { prisma, log, bus } = ports
  return {
    ...createControlLog({ log, now: () => new Date() }),

    async load({ releaseId }) {
      const release = await prisma.release.findUniqueOrThrow({
        where: { id: releaseId },
        include: {
          build: { select: { sha256: true } },
          environment: { select: { project: true } },
          steps: { orderBy: { position: 'asc' } },
          targets: { orderBy: { position: 'asc' } },
        },
      })
      const stored = release.snapshot as unknown as ReleaseSnapshot
      // The address is the one that was fixed; only the credential may have been exchanged since.
      const { id, credentialId } = release.environment.project
      return {
        snapshot: { ...stored, buildSha256: release.build?.sha256 ?? stored.buildSha256 ?? null },
        steps: release.steps.map(({ key, status, message, serverId }) => ({ key, status, message, serverId })),
        targets: release.targets.map(({ serverKey, previousDirectory, activatedAt }) => ({
          serverId: serverKey,
          previousDirectory,
          activated: activatedAt !== null,
          activatedAtMs: activatedAt?.getTime() ?? null,
        })),
        project: { id, repositoryUrl: stored.repositoryUrl, credentialId },
        begun: release.steps.some((step) => step.status !== 'PENDING' && step.status !== 'BLOCKED'),
      }
    },

    async conclude(claim, { status, failure, wayBack }) {
      await log.transaction(async (tx) => {
        await assertHeld(tx, claim)
        // By the clock that told when it began, or a release could end before it.
        const at = await databaseNow(tx.db)
        const before = await tx.db.release.findUniqueOrThrow({
          where: { id: claim.releaseId },
          select: { status: true },
        })
        const release = await tx.db.release.update({
          where: { id: claim.releaseId },
          data: {
            ...{ status, failure, leaseOwner: null, leaseUntil: null },
            finishedAt: at,
            ...(wayBack ? { badAt: at, badReason: reasonOf(failure) } : {}),
          },
          include: { environment: { include: { project: { select: { title: true } } } } },
        })
        await rememberLive(tx, claim)
        await forgetReadings(tx, claim.releaseId)
        const left = status === 'SUCCEEDED' ? [] : await endWhatIsLeft(tx, claim)
        const steps = left.map(({ key, stepStatus }) => ({
          kind: 'step',
          payload: { releaseStatus: status, stepKey: key, stepStatus } satisfies ReleaseChange,
        }))
        await tx.append(releaseStream(claim.releaseId), [...steps, releaseChanged(status, failure)])
        await announceRelease(tx, claim.releaseId)
        if (wayBack) await lockAfterWayBack(tx, release, wayBack, at)
        await recordActivity(tx, null, {
          kind: `release.${status.toLowerCase() as Lowercase<typeof status>}`,
          subject: `#${release.number}`,
          place: placeOf(release.environment),
          message: `Release #${release.number} of ${placeOf(release.environment)}, ${endings[status]}`,
          releaseId: release.id,
          projectId: release.environment.projectId,
          ...{ before, after: { status } },
        })
        tx.afterCommit(() => bus.publish('releases', { releaseId: claim.releaseId, reason: 'finished' }))
      })
    },
  }
}

/** Live is the newest release that a server was seen to serve, whether or not all of it went well. */
export const rememberLive = (
  tx: LogTransaction,
  { releaseId, environmentId }: Pick<Claim, 'releaseId' | 'environmentId'>,
) =>
  tx.db.$executeRaw`
    UPDATE "Environment" SET "liveReleaseId" = ${releaseId}
    WHERE id = ${environmentId} AND EXISTS (
      SELECT 1 FROM "ReleaseTarget" t JOIN "Release" r ON r.id = t."releaseId"
      WHERE r.id = ${releaseId} AND t."liveDirectory" = r.directory)`

/**
 * Nothing of a release that has ended stays RUNNING. The engine leaves nothing so; this is for a release that had to be ended
 * without it: what ran is UNKNOWN, what had not begun is CANCELLED.
 */
async function endWhatIsLeft(tx: LogTransaction, { releaseId }: Claim) {
  await tx.db.$executeRaw`
    UPDATE "ReleaseTarget"
    SET status = (CASE WHEN status = 'RUNNING' THEN 'UNKNOWN' ELSE 'CANCELLED' END)::"StepStatus"
    WHERE "releaseId" = ${releaseId} AND status IN ('PENDING', 'BLOCKED', 'RUNNING')`
  return tx.db.$queryRaw<{ key: string; stepStatus: StepStatus }[]>`
    UPDATE "Step"
    SET status = (CASE WHEN status = 'RUNNING' THEN 'UNKNOWN' ELSE 'CANCELLED' END)::"StepStatus",
        "finishedAt" = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE "releaseId" = ${releaseId} AND status IN ('PENDING', 'BLOCKED', 'RUNNING')
    RETURNING key, status AS "stepStatus"`
}
