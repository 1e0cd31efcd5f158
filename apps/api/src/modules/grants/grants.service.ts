import type { Bus } from '../../platform/bus/bus.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog, LogTransaction } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { placeOf } from '../environments/environment-place.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { badInput, forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'
import { type GrantInput, grantInput } from './grants.input.ts'
import { guardGrants } from './grants.policy.ts'

interface GrantsPorts {
  prisma: PrismaClient
  log: EventLog
  bus: Bus
}

/** Who gets what, and by what: a person, or a ticket that was approved. */
export interface NewGrant {
  environmentId: string
  userId: string
  hours: number
  reason: string
  ticketId: string | null
}

const place = {
  environment: { select: { id: true, name: true, projectId: true, project: { select: { title: true } } } },
}

/** For some hours somebody may ship to an environment that else takes a higher role. */
export function createGrants({ prisma, log, bus }: GrantsPorts) {
  /** What the user may do is read anew, here and in every other process. */
  const tell = (tx: LogTransaction, userId: string) =>
    tx.afterCommit(() => bus.publish('access', { userId, sessionId: null }))

  /** In the transaction that approves it. It begins now, by the database's clock. `by` null: a ticket's action. */
  async function give(tx: LogTransaction, by: Viewer | null, grant: NewGrant): Promise<{ id: string }> {
    const { environmentId, userId, hours, reason, ticketId } = grant
    const startsAt = await databaseNow(tx.db)
    const endsAt = new Date(startsAt.getTime() + hours * 3_600_000)
    const { id, user, environment } = await tx.db.accessGrant.create({
      data: { environmentId, userId, reason, ticketId, grantedById: by?.userId ?? null, createdAt: startsAt, endsAt },
      include: { user: true, ...place },
    })
    await recordActivity(tx, by, {
      kind: 'access.granted',
      ...{ subject: user.displayName, subjectId: id, after: { startsAt, endsAt } },
      place: placeOf(environment),
      reason,
      projectId: environment.projectId,
      message: `granted ${user.displayName} access to ${placeOf(environment)} until ${endsAt.toISOString()}`,
    })
    tell(tx, userId)
    return { id }
  }

  async function requirePlaces({ environmentId, userId }: { environmentId: string; userId: string }): Promise<void> {
    const [environment, user] = await Promise.all([
      prisma.environment.count({ where: { id: environmentId } }),
      prisma.user.findFirst({ where: { id: userId, disabledAt: null }, select: { role: true } }),
    ])
    const fields = [
      ...(environment > 0 ? [] : [{ path: 'input.environmentId', message: 'There is no environment with this id.' }]),
      ...(user ? [] : [{ path: 'input.userId', message: 'There is no active user with this id.' }]),
      ...(user?.role === 'VIEWER'
        ? [{ path: 'input.userId', message: 'A VIEWER ships nothing: make them a DEVELOPER first.' }]
        : []),
    ]
    if (fields.length > 0) throw badInput(fields)
  }

  return {
    give,

    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT */
    async grantAccess(viewer: Viewer, input: GrantInput): Promise<{ id: string }> {
      guardGrants(viewer, 'grantAccess')
      const grant = parseInput(grantInput, input, 'input')
      await requirePlaces(grant)
      return log.transaction((tx) => give(tx, viewer, { ...grant, ticketId: null }))
    },

    /** Takes it back at once; one that is over stays as it is. OPERATORs may, and whoever has it. @throws CallerError FORBIDDEN, NOT_FOUND */
    async revokeAccess(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardGrants(viewer, 'revokeAccess')
      return log.transaction(async (tx) => {
        if (isId(id)) await tx.db.$queryRaw`SELECT id FROM "AccessGrant" WHERE id = ${id} FOR UPDATE`
        const grant = isId(id)
          ? await tx.db.accessGrant.findUnique({ where: { id }, include: { user: true, ...place } })
          : null
        if (!grant) throw notFound('grant')
        if (grant.userId !== viewer.userId && !hasRole(viewer, 'OPERATOR'))
          throw forbidden('take access back', 'OPERATOR')
        const now = await databaseNow(tx.db)
        if (grant.revokedAt !== null || grant.endsAt <= now) return { id }
        await tx.db.accessGrant.update({
          where: { id },
          data: { revokedAt: now, revokedById: viewer.userId },
        })
        await recordActivity(tx, viewer, {
          kind: 'access.revoked',
          ...{ subject: grant.user.displayName, subjectId: id },
          ...{ before: { endsAt: grant.endsAt, revokedAt: null }, after: { endsAt: now, revokedAt: now } },
          place: placeOf(grant.environment),
          projectId: grant.environment.projectId,
          message: `took back the access of ${grant.user.displayName} to ${placeOf(grant.environment)}`,
        })
        tell(tx, grant.userId)
        return { id }
      })
    },
  }
}

export type Grants = ReturnType<typeof createGrants>
