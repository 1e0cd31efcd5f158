import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { CallerError, conflict } from '../../kernel/errors.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { actionOf } from '../machine/reads/reached-end.ts'
import type { TicketCalls } from '../ticket-calls.ts'
import { lockTicket, requireSeen, stateOf, type TicketRow } from '../ticket-rows.ts'
import { guardTickets, mayStart } from '../tickets.policy.ts'
import type { ActionPorts } from './action.ports.ts'
import { createEffects, take } from './action-effects.ts'

/** So many that start by themselves are looked at in one go. */
const AT_ONCE = 50

/** How approved tickets do what they are for: once, as the ticket is used up in the same transaction. */
export function createActionStarting(ports: Pick<ActionPorts, 'log' | 'grants' | 'commands'>, calls: TicketCalls) {
  const { log } = ports
  const effects = createEffects(ports)

  /** `by` null: it starts by itself. The ticket is locked. @throws CallerError CONFLICT */
  async function start(tx: LogTransaction, by: Viewer | null, ticket: TicketRow): Promise<void> {
    const action = actionOf(ticket.flowVersion.definition, stateOf(ticket))
    if (!action || action.kind === 'START_RELEASE') {
      throw conflict(`Ticket #${ticket.number} has nothing that somebody starts.`, { ticketId: ticket.id })
    }
    const userId = by?.userId ?? ticket.initiatorId
    // Refused unless it is approved and was not used: which is what makes it once.
    await calls.apply(tx, by, ticket, { kind: 'CONSUME', userId, by: `action:${action.kind}` })
    const startedAt = await databaseNow(tx.db)
    const { state, message, failure } = await take(effects, tx, ticket, action, by)
    const finishedAt = state === 'QUEUED' ? null : startedAt
    const stored = JSON.parse(JSON.stringify(action))
    await tx.db.ticketAction.create({
      data: {
        ticketId: ticket.id,
        action: stored,
        state,
        message,
        failure,
        startedById: by?.userId ?? null,
        startedAt,
        finishedAt,
      },
    })
    if (state !== 'QUEUED') await tellOfAction(tx, ticket, state === 'SUCCEEDED')
  }

  return {
    /** By whoever opened or approved it, or an OPERATOR. @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
    async startTicketAction(viewer: Viewer, id: string): Promise<void> {
      guardTickets(viewer, 'startTicketAction')
      await log.transaction(async (tx) => {
        const ticket = await lockTicket(tx.db, id)
        await requireSeen(tx.db, viewer, id)
        if (!mayStart(viewer, ticket.initiatorId, stateOf(ticket))) {
          throw new CallerError(
            'FORBIDDEN',
            'Whoever opened or approved a ticket starts what it is for, or an OPERATOR.',
          )
        }
        await start(tx, viewer, ticket)
      })
    },

    /** Starts what starts by itself. Any number of processes may do so at once. */
    async startDueActions(): Promise<void> {
      const due = await log.transaction(
        (tx) => tx.db.$queryRaw<{ id: string }[]>`
          SELECT t.id FROM "Ticket" t JOIN "FlowVersion" v ON v.id = t."flowVersionId"
          WHERE t.status = 'APPROVED' AND jsonb_path_exists(v.definition, '$.nodes[*].action ? (@.automatic == true && @.kind != "START_RELEASE")')
          ORDER BY t."endedAt" LIMIT ${AT_ONCE}`,
      )
      for (const { id } of due) {
        await log.transaction(async (tx) => {
          const ticket = await lockTicket(tx.db, id)
          const action = actionOf(ticket.flowVersion.definition, stateOf(ticket))
          if (ticket.status === 'APPROVED' && action?.automatic && action.kind !== 'START_RELEASE')
            await start(tx, null, ticket)
        })
      }
    },
  }
}

/** The page looks again when it hears of it. */
export async function tellOfAction(
  tx: LogTransaction,
  { id, number, flowVersion }: Pick<TicketRow, 'id' | 'number'> & { flowVersion: { flow: { title: string } } },
  succeeded: boolean,
): Promise<void> {
  await recordActivity(tx, null, {
    kind: succeeded ? 'ticket.actionSucceeded' : 'ticket.actionFailed',
    ...{ subject: `#${number} (${flowVersion.flow.title})`, subjectId: id },
    after: { state: succeeded ? 'SUCCEEDED' : 'FAILED' },
    message: `what ticket #${number} (${flowVersion.flow.title}) was for ${succeeded ? 'is done' : 'failed'}`,
  })
}
