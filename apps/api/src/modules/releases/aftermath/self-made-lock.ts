import type { ReleaseSnapshot, WayBack } from '../../../engine/types.ts'
import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { locksAfterWayBack } from '../../environments/health-check.setting.ts'
import { eventNames } from '../../notifications/notification.events.ts'
import { queueNews } from '../../notifications/outbox.ts'

interface FailedRelease {
  id: string
  number: number
  snapshot: unknown
  environmentId: string
  environment: { name: string; kind: 'TEST' | 'PRODUCTION'; projectId: string; project: { title: string } }
}

const MOST_NAMES = 5
const MOST_CHARACTERS = 500

/** Why a release is marked as bad, from why it failed. */
export const reasonOf = (failure: string | null): string => (failure ?? 'It failed.').slice(0, MOST_CHARACTERS)

/** What happened, in a sentence; loud about servers that did not come back well. */
export function lockSentence(number: number, { checkFailed, left }: WayBack): string {
  const failed = `Release #${number} failed${checkFailed ? ' its check' : ''}`
  if (left.length === 0) return `${failed} and was rolled back.`
  const more = left.length > MOST_NAMES ? ` and ${left.length - MOST_NAMES} more` : ''
  return `${failed} and could not be rolled back on ${left.slice(0, MOST_NAMES).join(', ')}${more}.`
}

/**
 * Hangs Sendoff's own lock on the environment of a release that went back, where that is wanted: the next release would only
 * find the same. A person's lock that hangs there already stays.
 */
export async function lockAfterWayBack(
  tx: LogTransaction,
  { id: releaseId, number, snapshot, environmentId, environment }: FailedRelease,
  wayBack: WayBack,
  at: Date,
): Promise<void> {
  const { name, kind, projectId, project } = environment
  if (!locksAfterWayBack(snapshot as ReleaseSnapshot, kind)) return
  const lockReason = lockSentence(number, wayBack)
  const { count } = await tx.db.environment.updateMany({
    where: { id: environmentId, OR: [{ lockReason: null }, { lockedUntil: { lte: at } }] },
    data: { lockReason, lockReleaseId: releaseId, lockedById: null, lockedAt: at, lockedUntil: null },
  })
  if (count === 0) return
  await queueNews(tx, eventNames.ENVIRONMENT_LOCKED, `lock:${environmentId}:${at.toISOString()}`, {
    at: at.toISOString(),
    by: null,
    project: { id: projectId, title: project.title },
    environment: { id: environmentId, name, kind },
    lock: { reason: lockReason, until: null },
  })
  await recordActivity(tx, null, {
    kind: 'environment.locked',
    ...{ subject: name, subjectId: environmentId },
    ...{ before: { lock: null }, after: { lock: { reason: lockReason, until: null } } },
    place: `${project.title}, ${name}`,
    reason: lockReason,
    projectId,
    releaseId,
    message: `locked "${project.title} / ${name}": ${lockReason}`,
  })
}
