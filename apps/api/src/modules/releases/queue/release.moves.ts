import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import type { ActivityKind } from '../../activity/activity.kinds.ts'
import { placeOf } from '../../environments/environment-place.ts'

const moves = {
  SCHEDULED: ['release.scheduled', 'waits for its time'],
  QUEUED: ['release.queued', 'waits for its turn'],
  RUNNING: ['release.began', 'began'],
  CANCELLED: ['release.cancelled', 'was cancelled'],
} as const satisfies Partial<Record<string, readonly [ActivityKind, string]>>

interface Move {
  from: string
  to: keyof typeof moves
  reason?: string
}

/** Writes the line of a release that nobody moved just now: its time or its turn came, or what it waited for was decided elsewhere. */
export async function tellMove(tx: LogTransaction, releaseId: string, { from, to, reason }: Move): Promise<void> {
  const { number, environment } = await tx.db.release.findUniqueOrThrow({
    where: { id: releaseId },
    select: { number: true, environment: { include: { project: { select: { title: true } } } } },
  })
  const [kind, became] = moves[to]
  await recordActivity(tx, null, {
    ...{ kind, subject: `#${number}`, place: placeOf(environment), ...(reason && { reason }) },
    ...{ releaseId, projectId: environment.projectId },
    ...{ before: { status: from }, after: { status: to } },
    message: `Release #${number} of ${placeOf(environment)} ${became}${reason ? `: ${reason}` : ''}`,
  })
}
