import { badInput, CallerError, conflict } from '../kernel/errors.ts'
import type { TicketCommand } from './machine/ticket.commands.ts'
import type { Refusal } from './machine/ticket.verdict.ts'
import type { TicketRow } from './ticket-rows.ts'

const decided: Record<string, string> = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
  SENT_BACK: 'sent back',
  TRANSFERRED: 'handed over',
  EXPIRED: 'expired',
  CLOSED: 'closed',
  SKIPPED: 'skipped',
}

const says = (status: string) => decided[status] ?? status.toLowerCase().replaceAll('_', ' ')

/** Where in the arguments of its operation a command's people, words and places came from. */
const people: Partial<Record<TicketCommand['kind'], string>> = { COPY: 'userIds' }
const words: Partial<Record<TicketCommand['kind'], string>> = {
  ...{ CANCEL: 'reason', REVOKE: 'reason', WITHDRAW: 'reason', COMMENT: 'input.text' },
}
const places: Partial<Record<TicketCommand['kind'], [path: string, message: string]>> = {
  ASSIGN: ['input.visitId', 'Nobody has to be named there: choose a step where nobody is left who may decide.'],
}
const passedStep: [string, string] = ['input.toNodeId', 'Choose a step that was passed on the way here.']

/** Why the machine changed nothing, as whoever asked with the command is told: what happened instead, and what they can do. */
export function refusalError(
  { reason, decided: faster, userId, retryAt }: Refusal,
  ticket: Pick<TicketRow, 'id' | 'number' | 'status' | 'round'>,
  { nameOf, now }: { nameOf(userId: string): string; now: string },
  { kind, ...asked }: Pick<TicketCommand, 'kind'> & { userId?: string },
): CallerError {
  const at = { ticketId: ticket.id, ticketStatus: ticket.status, round: ticket.round }
  const who = faster && {
    ...{ decidedBy: faster.byUserId, decidedAt: faster.at, status: faster.status },
    decidedByName: faster.byUserId === null ? null : nameOf(faster.byUserId),
  }
  const how = faster
    ? ` ${faster.byUserId === null ? 'A rule or a deadline' : nameOf(faster.byUserId)} was faster: ${says(faster.status)} at ${faster.at}.`
    : ''
  switch (reason) {
    case 'NOT_YOURS':
      return new CallerError('FORBIDDEN', 'This task is not yours. Decide your own: see Ticket.myTasks.', { ...at })
    case 'ALREADY_DECIDED':
      return conflict(`This has been decided already.${how} Look at the ticket again.`, { ...at, ...who })
    case 'OTHER_ROUND':
      return conflict(
        `This was meant for a round that is over; ticket #${ticket.number} is in round ${ticket.round}.${how} Look at what changed and decide again.`,
        { ...at, ...who },
      )
    case 'WRONG_STATUS':
      return conflict(`Ticket #${ticket.number} is ${says(ticket.status)}: that does not allow this.${how}`, {
        ...at,
        ...who,
      })
    case 'SELF_APPROVAL':
      if (userId !== asked.userId) {
        const message = `${userId === undefined ? 'Somebody you named' : nameOf(userId)} may not approve it: they asked for it, or made it.`
        return badInput([{ path: people[kind] ?? 'input.userIds', message }])
      }
      return new CallerError('FORBIDDEN', 'You may not approve what you asked for, or made, yourself.', { ...at })
    case 'REASON_NEEDED':
      return badInput([{ path: words[kind] ?? 'input.comment', message: 'Say why: this needs a reason.' }])
    case 'PERSON_REFUSED': {
      const name = userId === undefined ? 'Somebody you named' : nameOf(userId)
      const message =
        kind === 'COPY'
          ? `${name} cannot be told: they do not exist, or are disabled.`
          : `${name} cannot be asked here: disabled, at this step already, or may not approve it.`
      return badInput([{ path: people[kind] ?? 'input.userIds', message }])
    }
    case 'NODE_REFUSED': {
      const [path, message] = places[kind] ?? passedStep
      return badInput([{ path, message }])
    }
    case 'TOO_SOON': {
      const retryAfterMs = retryAt === undefined ? undefined : Math.max(0, Date.parse(retryAt) - Date.parse(now))
      return new CallerError('RATE_LIMITED', `Too soon. Try again at ${retryAt ?? 'a later time'}.`, {
        retryAfterMs,
        retryAt,
      })
    }
    case 'NOT_IN_THIS_PART':
      return conflict('Whoever advises, or was added to sign, cannot do this with their task.', { ...at })
    case 'NOT_YET':
      return conflict('Your turn has not come: others must sign first.', { ...at, ...who })
  }
}

/** What was approved begins too late. */
export const lapsedError = ({ id, number }: Pick<TicketRow, 'id' | 'number'>, until: Date) =>
  conflict(`The approval of ticket #${number} held until ${until.toISOString()}. Open a new one: copy it.`, {
    ...{ ticketId: id, ticketStatus: 'LAPSED', validUntil: until.toISOString() },
  })
