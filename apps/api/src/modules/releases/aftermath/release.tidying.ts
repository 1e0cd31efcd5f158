import type { ServerState } from '../../../engine/commands/state.ts'
import type { LeftServer } from '../../../engine/tidy-up.ts'
import type { StepStatus } from '../../../engine/types.ts'
import type { PrismaClient } from '../../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { rememberLive } from '../queue/release.runs.ts'
import { type ReleaseChange, releaseStream } from '../release.events.ts'

/** A server of an ended release that could not be read at its end. */
export interface LeftTarget extends LeftServer {
  releaseId: string
  number: number
  releaseStatus: 'FAILED' | 'CANCELLED'
  projectId: string
  serverName: string
}

/** What was left open on servers that were away when their release ended. */
export const createReleaseTidying = ({ prisma, log }: { prisma: PrismaClient; log: EventLog }) => ({
  /** The newest open end of each server that no running release works on. */
  leftTargets: () => prisma.$queryRaw<LeftTarget[]>`
    SELECT DISTINCT ON (r."environmentId", t."serverKey") r.id AS "releaseId", r.number, r.status AS "releaseStatus",
      r.kind, r.directory, r.snapshot ->> 'path' AS path, r."environmentId", e.fence, e."projectId",
      t."serverKey" AS "serverId", t."serverName"
    FROM "ReleaseTarget" t
    JOIN "Release" r ON r.id = t."releaseId"
    JOIN "Environment" e ON e.id = r."environmentId"
    WHERE t.status = 'UNKNOWN' AND t."serverId" IS NOT NULL AND r.status IN ('FAILED', 'CANCELLED')
      AND NOT EXISTS (
        SELECT 1 FROM "Release" other WHERE other."environmentId" = e.id AND other.status IN ('RUNNING', 'CANCELLING')
      )
    ORDER BY r."environmentId", t."serverKey", r.number DESC`,

  /** Writes down what was found: the unknown becomes known, also in releases before it. */
  async noteFound(left: LeftTarget, state: ServerState): Promise<void> {
    const carries = state.live === left.directory
    const message = carries
      ? 'Reached again: this release is live here all the same.'
      : `Reached again: ${state.live ?? 'nothing'} is live here.`
    await log.transaction(async (tx) => {
      const found = await tx.db.$queryRaw<{ releaseId: string }[]>`
        UPDATE "ReleaseTarget" t SET status = 'FAILED', "liveDirectory" = ${state.live},
          message = concat_ws(' ', NULLIF(t.message, ''), ${message}::text)
        FROM "Release" r
        WHERE r.id = t."releaseId" AND r."environmentId" = ${left.environmentId} AND r.number <= ${left.number}
          AND t."serverKey" = ${left.serverId} AND t.status = 'UNKNOWN'
        RETURNING t."releaseId"`
      if (!found.some(({ releaseId }) => releaseId === left.releaseId)) return
      const { releaseId, releaseStatus, serverId, serverName, projectId } = left
      const events = (await closeSteps(tx, left, carries)).map(({ key, status }) => ({
        kind: 'step',
        payload: { releaseStatus, stepKey: key, stepStatus: status, message, serverId, serverName },
      }))
      const payload: ReleaseChange = {
        ...{ releaseStatus, targetStatus: 'FAILED', liveDirectory: state.live, message, serverId, serverName },
      }
      await tx.append(releaseStream(releaseId), [...events, { kind: 'target', payload }])
      await rememberLive(tx, left)
      await recordActivity(tx, null, {
        kind: 'server.reached',
        subject: serverName,
        message: `${serverName} answers again after release #${left.number}: ${state.live ?? 'nothing'} is live there`,
        ...{ before: { status: 'UNKNOWN' }, after: { status: 'FAILED', liveDirectory: state.live } },
        ...{ releaseId, projectId, serverId },
      })
    })
  },
})

/** What `current` proves about the switch; of a cut-off upload or command nobody will ever know more. */
const closeSteps = (tx: LogTransaction, { releaseId, serverId }: LeftTarget, carries: boolean) =>
  tx.db.$queryRaw<{ key: string; status: StepStatus }[]>`
    UPDATE "Step" SET "finishedAt" = COALESCE("finishedAt", clock_timestamp() AT TIME ZONE 'UTC'),
      status = (CASE WHEN kind = 'ACTIVATE' AND ${carries} THEN 'SUCCEEDED' ELSE 'FAILED' END)::"StepStatus"
    WHERE "releaseId" = ${releaseId} AND "serverId" = ${serverId} AND status = 'UNKNOWN'
      AND kind IN ('UPLOAD', 'ACTIVATE')
    RETURNING key, status`

export type ReleaseTidying = ReturnType<typeof createReleaseTidying>
