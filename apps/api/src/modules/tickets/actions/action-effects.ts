import type { LogTransaction } from '../../../streams/event-log.ts'
import type { FlowAction } from '../../flows/flow.definition.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { TICKET_EVENT } from '../../notifications/notification.events.ts'
import { accessSelect } from '../../servers/server-access.ts'
import type { TicketRow } from '../ticket-rows.ts'
import type { ActionPorts, Failure, Outcome } from './action.ports.ts'

type Of<K extends FlowAction['kind']> = Extract<FlowAction, { kind: K }>

const failed = (failure: Failure, message: string): Outcome => ({ state: 'FAILED', message, failure })
const succeeded = (message: string): Outcome => ({ state: 'SUCCEEDED', message, failure: null })

/** What an action does in the transaction that uses the ticket up. Nothing outside of the database is touched here. */
export const createEffects = ({ grants, commands }: Pick<ActionPorts, 'grants' | 'commands'>) => ({
  async GRANT_ACCESS(tx: LogTransaction, ticket: TicketRow, { field, hours }: Of<'GRANT_ACCESS'>): Promise<Outcome> {
    const { environmentId = '' } = (ticket.form[field] ?? {}) as { environmentId?: string }
    const environment = await tx.db.environment.findUnique({ where: { id: environmentId }, select: { name: true } })
    if (!environment) return failed('ENVIRONMENT_GONE', 'The environment that it names is gone.')
    const { role, displayName } = await tx.db.user.findUniqueOrThrow({ where: { id: ticket.initiatorId } })
    if (role === 'VIEWER')
      return failed(
        'INITIATOR_IS_VIEWER',
        `${displayName} is a VIEWER, who ships nothing: make them a DEVELOPER first.`,
      )
    const reason = `Ticket #${ticket.number}: ${ticket.title}`.slice(0, 300)
    const grant = { environmentId, userId: ticket.initiatorId, hours, reason, ticketId: ticket.id }
    await grants.give(tx, null, grant)
    return succeeded(`${displayName} may ship to ${environment.name} for ${hours} h.`)
  },

  async CALL_WEBHOOK({ db }: LogTransaction, ticket: TicketRow, { hookId }: Of<'CALL_WEBHOOK'>): Promise<Outcome> {
    const [hook] = await db.$queryRaw<{ id: string; name: string; enabled: boolean }[]>`
      SELECT id, name, enabled FROM "NotificationHook" WHERE id = ${hookId} FOR KEY SHARE`
    if (!hook) return failed('HOOK_GONE', 'The hook that it names is gone.')
    if (!hook.enabled) return failed('HOOK_OFF', `The hook "${hook.name}" is switched off.`)
    const { username, displayName } = await db.user.findUniqueOrThrow({ where: { id: ticket.initiatorId } })
    const { id, number, title, form, round, flowVersion } = ticket
    const news = {
      at: (await databaseNow(db)).toISOString(),
      by: { username, name: displayName },
      ...{ project: null, environment: null },
      ticket: {
        ...{ id, number, title, round, flow: flowVersion.flow.title, status: 'CONSUMED', form },
        ...{ node: null, people: [], message: null },
      },
    }
    await db.notificationDelivery.create({
      data: { id: uuid7(), hookId, event: TICKET_EVENT, key: `ticket:${id}`, news: JSON.parse(JSON.stringify(news)) },
    })
    return succeeded(`Handed to the hook "${hook.name}", whose log tells whether it was taken.`)
  },

  async RUN_COMMAND(
    tx: LogTransaction,
    ticket: TicketRow,
    { command, field, timeoutSeconds }: Of<'RUN_COMMAND'>,
    by: Viewer | null,
  ): Promise<Outcome> {
    const ids = (Array.isArray(ticket.form[field]) ? ticket.form[field] : []) as string[]
    const servers = await tx.db.server.findMany({
      where: { id: { in: ids } },
      orderBy: { name: 'asc' },
      select: accessSelect,
    })
    if (ids.length === 0 || servers.length < ids.length) return failed('SERVER_GONE', 'A server that it names is gone.')
    const variables = variablesOf(ticket.form)
    const createdById = by?.userId ?? null
    await commands.queueForTicket(tx, { command, servers, timeoutSeconds, createdById, variables, ticketId: ticket.id })
    return { state: 'QUEUED', message: null, failure: null }
  },
})

/** The answers as a command sees them: `SENDOFF_REASON` for the field `reason`; what is no text is JSON. */
const variablesOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      `SENDOFF_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

export type Effects = ReturnType<typeof createEffects>

/** Narrowed here once, as the kinds and their effects go together. */
export const take = (
  effects: Effects,
  tx: LogTransaction,
  ticket: TicketRow,
  action: Exclude<FlowAction, { kind: 'START_RELEASE' }>,
  by: Viewer | null,
): Promise<Outcome> => {
  switch (action.kind) {
    case 'GRANT_ACCESS':
      return effects.GRANT_ACCESS(tx, ticket, action)
    case 'CALL_WEBHOOK':
      return effects.CALL_WEBHOOK(tx, ticket, action)
    case 'RUN_COMMAND':
      return effects.RUN_COMMAND(tx, ticket, action, by)
  }
}
