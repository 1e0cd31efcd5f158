import type { Clock } from '../../engine/ports.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { conflict } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { eventNames, type News } from '../notifications/notification.events.ts'
import { queueNews } from '../notifications/outbox.ts'
import { placeOf } from './environment-place.ts'
import { lockInput } from './environments.input.ts'
import { guardEnvironments } from './environments.policy.ts'

interface LockPorts {
  log: EventLog
  clock: Clock
  bus: Bus
  requireEnvironment(id: string): Promise<LockedEnvironment>
}

interface LockedEnvironment {
  id: string
  name: string
  kind: 'TEST' | 'PRODUCTION'
  projectId: string
  project: { title: string }
}

const newsOf = ({ id, name, kind, projectId, project }: LockedEnvironment, viewer: Viewer, at: Date): News => ({
  at: at.toISOString(),
  by: { username: viewer.username, name: viewer.displayName },
  project: { id: projectId, title: project.title },
  environment: { id, name, kind },
})

/** The lock that a person, or Sendoff after a rollback, hangs on an environment; releases wait until it is gone. */
export function createEnvironmentLocks({ log, clock, bus, requireEnvironment }: LockPorts) {
  return {
    /** @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT while another lock holds */
    async lockEnvironment(viewer: Viewer, id: string, lock: { reason: string; until?: Date | null }): Promise<void> {
      guardEnvironments(viewer, 'lockEnvironment')
      const now = clock.now()
      const { reason, until } = parseInput(lockInput(now), lock)
      const environment = await requireEnvironment(id)
      await log.transaction(async (tx) => {
        const { count } = await tx.db.environment.updateMany({
          where: { id, OR: [{ lockReason: null }, { lockedUntil: { lte: now } }] },
          data: {
            lockReason: reason,
            lockedById: viewer.userId,
            lockedAt: now,
            lockedUntil: until ?? null,
            lockReleaseId: null,
          },
        })
        if (count === 0)
          throw conflict(`"${environment.name}" is locked already. Unlock it first.`, { environmentId: id })
        const news = { ...newsOf(environment, viewer, now), lock: { reason, until: until?.toISOString() ?? null } }
        await queueNews(tx, eventNames.ENVIRONMENT_LOCKED, `lock:${id}:${now.toISOString()}`, news)
        await recordActivity(tx, viewer, {
          kind: 'environment.locked',
          subject: environment.name,
          subjectId: environment.id,
          place: placeOf(environment),
          ...{ before: { lock: null }, after: { lock: { reason, until: until ?? null } } },
          reason,
          projectId: environment.projectId,
          message: `locked "${environment.project.title} / ${environment.name}": ${reason}`,
        })
      })
    },

    /** Releases that waited for it go on. Nothing happens when there is no lock. @throws CallerError FORBIDDEN, NOT_FOUND */
    async unlockEnvironment(viewer: Viewer, id: string): Promise<void> {
      guardEnvironments(viewer, 'unlockEnvironment')
      const environment = await requireEnvironment(id)
      await log.transaction(async (tx) => {
        const [held] = await tx.db.$queryRaw<{ reason: string | null; until: Date | null }[]>`
          SELECT "lockReason" AS reason, "lockedUntil" AS until FROM "Environment" WHERE id = ${id} FOR UPDATE`
        const { count } = await tx.db.environment.updateMany({
          where: { id, lockReason: { not: null } },
          data: { lockReason: null, lockReleaseId: null, lockedById: null, lockedAt: null, lockedUntil: null },
        })
        if (count === 0) return
        const next = await tx.db.release.findFirst({
          where: { environmentId: id, status: 'QUEUED' },
          orderBy: { number: 'asc' },
          select: { id: true },
        })
        if (next) tx.afterCommit(() => bus.publish('releases', { releaseId: next.id, reason: 'queued' }))
        const now = clock.now()
        await queueNews(
          tx,
          eventNames.ENVIRONMENT_UNLOCKED,
          `unlock:${id}:${now.toISOString()}`,
          newsOf(environment, viewer, now),
        )
        await recordActivity(tx, viewer, {
          kind: 'environment.unlocked',
          subject: environment.name,
          subjectId: environment.id,
          place: placeOf(environment),
          projectId: environment.projectId,
          ...{ before: { lock: held }, after: { lock: null } },
          message: `unlocked "${environment.project.title} / ${environment.name}"`,
        })
      })
    },
  }
}
