import type { Prisma } from '../../platform/database/database.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type DelegationInput, delegationInput } from './delegation.input.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

/** Yours, and those by which you act for somebody. */
export const delegationsOf = ({ userId }: Viewer): Prisma.StandingDelegationWhereInput => ({
  OR: [{ userId }, { delegateId: userId }],
})

/** Whoever is away names somebody who is asked in their place. What was asked before stays where it is. */
export function createDelegations({ log }: Pick<TicketPorts, 'log'>) {
  return {
    whereDelegations(viewer: Viewer): Prisma.StandingDelegationWhereInput {
      guardTickets(viewer, 'standingDelegations')
      return delegationsOf(viewer)
    },

    /** @throws CallerError BAD_USER_INPUT, CONFLICT with the one that it would overlap */
    async addStandingDelegation(viewer: Viewer, input: DelegationInput): Promise<{ id: string }> {
      guardTickets(viewer, 'addStandingDelegation')
      const { userId } = viewer
      return log.transaction(async (tx) => {
        // Two at once by one person are seen one after the other.
        await tx.db.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR UPDATE`
        const { delegateId, startsAt, endsAt, reason } = parseInput(
          delegationInput(await databaseNow(tx.db)),
          input,
          'input',
        )
        const delegate = await tx.db.user.findFirst({ where: { id: delegateId, disabledAt: null } })
        if (!delegate || delegateId === userId) {
          throw badInput([{ path: 'input.delegateId', message: 'Name somebody else, who can sign in.' }])
        }
        const other = await tx.db.standingDelegation.findFirst({
          where: { userId, revokedAt: null, startsAt: { lt: endsAt }, endsAt: { gt: startsAt } },
        })
        if (other) {
          throw conflict('You have delegated your tasks in that time already. End that delegation first.', {
            delegationId: other.id,
          })
        }
        const made = await tx.db.standingDelegation.create({ data: { userId, delegateId, startsAt, endsAt, reason } })
        await recordActivity(tx, viewer, {
          kind: 'delegation.added',
          ...{ subject: delegate.displayName, subjectId: made.id, after: { startsAt, endsAt, reason } },
          message: `lets ${delegate.displayName} decide in their place`,
        })
        return { id: made.id }
      })
    },

    /** Ends one of yours; one that has ended stays as it is. @throws CallerError NOT_FOUND */
    async revokeStandingDelegation(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardTickets(viewer, 'revokeStandingDelegation')
      return log.transaction(async (tx) => {
        const found = isId(id)
          ? await tx.db.standingDelegation.findFirst({
              where: { id, userId: viewer.userId },
              include: { delegate: true },
            })
          : null
        if (!found) throw notFound('delegation')
        const revokedAt = await databaseNow(tx.db)
        const { count } = await tx.db.standingDelegation.updateMany({
          where: { id, revokedAt: null },
          data: { revokedAt },
        })
        if (count > 0) {
          await recordActivity(tx, viewer, {
            kind: 'delegation.ended',
            ...{ subject: found.delegate.displayName, subjectId: id },
            ...{ before: { revokedAt: null }, after: { revokedAt } },
            message: `no longer lets ${found.delegate.displayName} decide in their place`,
          })
        }
        return { id }
      })
    },
  }
}
