import type { Prisma } from '../../platform/database/database.ts'
import { canonical } from '../kernel/canonical.ts'
import { evolve, initialState } from './machine/ticket.evolve.ts'
import type { TicketState } from './machine/ticket.state.ts'
import { type TicketPayload, ticketStream } from './ticket.events.ts'
import { askedDigest, beginningOf, linkOf } from './ticket-chain.ts'
import { outerId, stateOf, type TicketRow, ticketOfRow, wholeTicket } from './ticket-rows.ts'
import type { TicketPorts } from './tickets.ports.ts'

export interface Verification {
  ok: boolean
  /** What does not fit, in a sentence; null: nothing. */
  problem: string | null
  /** How many lines there are. */
  events: number
}

export interface Line {
  seq: number
  kind: string
  payload: TicketPayload
}

type TaskRow = Prisma.TicketTaskGetPayload<object>

/** Recomputes the chain, and replays what it says; the first thing that does not fit, or the state that the history leads to. */
export function replay(ticket: TicketRow, lines: readonly Line[]): { problem: string } | { state: TicketState } {
  let hash = beginningOf(ticket)
  let state = initialState(ticket.initiatorId)
  for (const [index, { seq, kind, payload }] of lines.entries()) {
    if (seq !== index + 1) return { problem: `Line ${index + 1} is missing: line ${seq} comes next.` }
    const { hash: written, ...line } = payload
    hash = linkOf(hash, line)
    const where = `Line ${seq} (${kind})`
    if (hash !== written) return { problem: `${where} is not what was written: its hash does not fit.` }
    if (line.change.kind !== kind) return { problem: `${where} is filed as something else than it is.` }
    state = evolve(state, line.change)
    if (state.status !== line.status || state.round !== line.round) {
      return { problem: `${where} says that the ticket was ${line.status}, but it led to ${state.status}.` }
    }
  }
  return { state }
}

/** What is stored beside the history must be what the history leads to. */
export function compare(ticket: TicketRow, state: TicketState, tasks: readonly TaskRow[]): string | null {
  const stored = stateOf(ticket)
  for (const key of Object.keys({ ...state, ...stored }) as (keyof TicketState)[]) {
    if (canonical(stored[key]) !== canonical(state[key])) return `The stored "${key}" is not what the history leads to.`
  }
  if (ticket.status !== state.status) return `It is stored as ${ticket.status}; the history says ${state.status}.`
  if (ticket.round !== state.round) return `It is stored in round ${ticket.round}; the history says ${state.round}.`
  const rows = new Map(tasks.map((task) => [task.id, task]))
  for (const { id, userId, status } of state.tasks) {
    const row = rows.get(outerId(ticket.id, id))
    if (row?.status !== status || row.userId !== userId) {
      return `The task ${id} is stored as ${row?.status ?? 'nothing'}; the history says ${status}.`
    }
  }
  if (rows.size !== state.tasks.length) return 'There are tasks of which the history knows nothing.'
  return askedOtherwise(ticket, state)
}

/** Of a draft, and of what was sent back, the form is being changed. */
function askedOtherwise({ title, form, subject }: TicketRow, { status, digest }: TicketState): string | null {
  if (status === 'DRAFT' || status === 'SENT_BACK') return null
  return digest === askedDigest(title, form, subject) ? null : 'The title or the form is not what was decided about.'
}

/** Proves that nobody changed what happened. */
export function createTicketVerifying({ database: { prisma } }: Pick<TicketPorts, 'database'>) {
  const verifyTicket = (id: string): Promise<Verification> =>
    prisma.$transaction(
      async (db) => {
        const row = await db.ticket.findUniqueOrThrow({ where: { id }, include: { ...wholeTicket, tasks: true } })
        const lines = await db.$queryRaw<Line[]>`
            SELECT seq, kind, payload FROM "StreamEvent" WHERE "streamId" = ${ticketStream(id)} ORDER BY seq`
        const stream = await db.stream.findUnique({ where: { id: ticketStream(id) } })
        const events = lines.length
        const ticket = ticketOfRow(row)
        if (ticket.status === 'DELETED') return { ok: true, problem: null, events }
        const replayed = replay(ticket, lines)
        if ('problem' in replayed) return { ok: false, problem: replayed.problem, events }
        const cut = (stream?.lastSeq ?? 0) !== events ? 'The last lines are missing.' : null
        const problem = cut ?? compare(ticket, replayed.state, row.tasks)
        return { ok: problem === null, problem, events }
      },
      { isolationLevel: 'RepeatableRead', maxWait: 10_000, timeout: 30_000 },
    )

  return {
    /** One moment's view of a ticket and its history. @throws when there is no such ticket */
    verifyTicket,

    /** All of them, in their order. */
    async *verifyTickets(): AsyncGenerator<{ number: number } & Verification> {
      const tickets = await prisma.ticket.findMany({ select: { id: true, number: true }, orderBy: { number: 'asc' } })
      for (const { id, number } of tickets) yield { number, ...(await verifyTicket(id)) }
    },
  }
}
