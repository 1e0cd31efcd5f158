import type { Prisma } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import { asksByPoll } from './machine/reads/go-no-go.ts'
import { validUntil } from './machine/reads/reached-end.ts'
import type { TicketChange } from './machine/ticket.changes.ts'
import type { TicketCommand } from './machine/ticket.commands.ts'
import { evolve } from './machine/ticket.evolve.ts'
import { judge } from './machine/ticket.judge.ts'
import type { TicketState } from './machine/ticket.state.ts'
import { type TicketLine, type TicketPayload, ticketStream } from './ticket.events.ts'
import { beginningOf, linkOf } from './ticket-chain.ts'
import { type KnownFacts, loadFacts } from './ticket-facts.ts'
import { lapsedError, refusalError } from './ticket-refusals.ts'
import { roomOf } from './ticket-room.ts'
import { stateOf, type TicketRow } from './ticket-rows.ts'
import { nodeOf, sentenceOf } from './ticket-sentences.ts'
import { keepCopies, keepTasks, keepTimers } from './ticket-tables.ts'

/** What a command has brought about. */
export interface Written {
  /** As it is now. */
  ticket: TicketRow
  before: TicketState
  after: TicketState
  changes: TicketChange[]
  facts: KnownFacts
  /** Whose tasks changed. */
  concerned: string[]
  /** Of the last line of the history. */
  seq: number
}

/** The last line's hash; null: there is none yet. Only behind the ticket's lock. */
async function lastHash({ db }: LogTransaction, ticketId: string): Promise<string | null> {
  const [last] = await db.$queryRaw<{ hash: string }[]>`
    SELECT payload ->> 'hash' AS hash FROM "StreamEvent"
    WHERE "streamId" = ${ticketStream(ticketId)} ORDER BY seq DESC LIMIT 1`
  return last?.hash ?? null
}

/**
 * Has the machine judge a command about a locked ticket, and writes what comes of it: the history, the ticket, its tasks, its timers,
 * and who is to know of it. All of it is in this transaction, or nothing.
 * @throws CallerError what the machine refuses with
 */
export async function carryOut(tx: LogTransaction, ticket: TicketRow, command: TicketCommand): Promise<Written> {
  const facts = await loadFacts(tx.db, ticket, command)
  const before = stateOf(ticket)
  const until = validUntil(facts.definition, before)
  // Its timer has not fired yet, but its time is over.
  if (command.kind === 'CONSUME' && until && until.toISOString() <= facts.now) throw lapsedError(ticket, until)
  const verdict = judge(before, command, facts)
  if ('refused' in verdict) throw refusalError(verdict.refused, ticket, facts, command)
  const { changes } = verdict
  if (changes.length === 0) return { ticket, before, after: before, changes, facts, concerned: [], seq: 0 }
  let after = before
  let hash = (await lastHash(tx, ticket.id)) ?? beginningOf(ticket)
  const events = changes.map((change) => {
    after = evolve(after, change)
    const line: TicketLine = {
      ...{ change, status: after.status, round: after.round, nodeId: nodeOf(change, after) },
      message: sentenceOf(change, after, facts),
      ...(change.kind === 'TASK_CHANGED' && taskUserOf(after, change.taskId)),
      ...((change.kind === 'OPENED' || change.kind === 'SUBMITTED') && {
        asked: { title: ticket.title, form: ticket.form },
      }),
    }
    hash = linkOf(hash, line)
    const payload: TicketPayload = { ...line, hash }
    return { kind: change.kind, payload, at: new Date(change.at) }
  })
  const appended = await tx.append(ticketStream(ticket.id), events)
  const now = await keepRow(tx, ticket, facts.definition, after, changes)
  const concerned = await keepTasks(tx.db, ticket.id, before, after)
  await keepTimers(tx.db, ticket, before, after)
  await keepCopies(tx.db, ticket.id, toldOf(changes), new Date(facts.now))
  return { ticket: now, before, after, changes, facts, concerned, seq: appended.at(-1)?.seq ?? 0 }
}

function taskUserOf({ tasks }: TicketState, taskId: string) {
  const task = tasks.find(({ id }) => id === taskId)
  return task && { taskUserId: task.userId }
}

/** Exactly the people that a node or a person named. */
const toldOf = (changes: TicketChange[]) =>
  changes.flatMap((change) => (change.kind === 'NOTIFIED' || change.kind === 'COPIED' ? change.userIds : []))

const GOES_ON = ['DRAFT', 'RUNNING', 'SENT_BACK']

/** Writes the ticket as it is now, and answers it. */
async function keepRow(
  { db }: LogTransaction,
  ticket: TicketRow,
  definition: FlowDefinition,
  after: TicketState,
  changes: TicketChange[],
) {
  const at = new Date(changes.at(-1)?.at ?? Number.NaN)
  const { status, round, digest } = after
  const times = {
    openedAt: ticket.openedAt ?? at,
    endedAt: GOES_ON.includes(status) ? null : (ticket.endedAt ?? at),
  }
  const state = after as unknown as Prisma.InputJsonObject
  const roomId = ticket.openedAt ? ticket.roomId : await roomOf(db, ticket)
  await db.ticket.update({
    where: { id: ticket.id },
    data: { status, round, digest, state, asksByPoll: asksByPoll(definition, after), roomId, ...times },
    select: { id: true },
  })
  return { ...ticket, status, round, digest, roomId, ...times, state: after }
}
