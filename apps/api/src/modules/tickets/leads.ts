import { recordActivity } from '../activity/activity.events.ts'
import { badInput, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

/** Who leads whom: whom a flow asks for "the initiator's lead". */
export const createLeads = ({ log }: Pick<TicketPorts, 'log'>) => ({
  /** Null: nobody. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
  async setLead(viewer: Viewer, userId: string, leadId: string | null): Promise<{ id: string }> {
    guardTickets(viewer, 'setLead')
    return log.transaction(async (tx) => {
      const user = isId(userId) ? await tx.db.user.findUnique({ where: { id: userId }, include: { lead: true } }) : null
      if (!user) throw notFound('user')
      const lead = leadId !== null && isId(leadId) ? await tx.db.user.findUnique({ where: { id: leadId } }) : null
      if (leadId !== null && (!lead || lead.disabledAt || leadId === userId)) {
        throw badInput([{ path: 'leadId', message: 'Name somebody else, who can sign in.' }])
      }
      if (user.leadId === leadId) return { id: userId }
      await tx.db.user.update({ where: { id: userId }, data: { leadId } })
      await recordActivity(tx, viewer, {
        kind: 'user.leadSet',
        ...{ subject: user.username, subjectId: userId },
        ...{ before: { lead: user.lead?.username ?? null }, after: { lead: lead?.username ?? null } },
        message: lead
          ? `made ${lead.displayName} the lead of ${user.displayName}`
          : `left ${user.displayName} without a lead`,
      })
      return { id: userId }
    })
  },
})
