import type { Prisma, Transaction } from '../../platform/database/database.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import type { FlowDefinition } from '../flows/flow.definition.ts'
import type { FormValues } from '../flows/form.definition.ts'
import { isTaken } from '../kernel/database-errors.ts'
import { badInput, CallerError, conflict, notFound } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { TicketChange } from './machine/ticket.changes.ts'
import { answeredBefore, keepAnswer, type NamedCall } from './ticket-answers.ts'
import type { TicketCalls } from './ticket-calls.ts'
import { keepFiles, requireForm, settleForm } from './ticket-form.ts'
import { lockTicket, requireSeen, type TicketRow } from './ticket-rows.ts'
import {
  type OpenTicketInput,
  openTicketInput,
  type SaveTicketInput,
  saveTicketInput,
  submitInput,
} from './tickets.input.ts'
import { guardTickets } from './tickets.policy.ts'
import type { TicketPorts } from './tickets.ports.ts'

/** What a ticket is about besides its form: facts that make decisions void when they change. */
export interface TicketSubject {
  kind: string
  id: string
  /** In whose room its card stands; left out: in the one of the flow, if any. */
  projectId?: string
  /** Whose approval would be self-approval besides the initiator's. */
  selfIds?: string[]
  facts: Record<string, unknown>
}

interface NewTicket {
  flowId: string
  title: string
  form: FormValues
  draft: boolean
  clientId?: string | null | undefined
  copyTo: string[]
  subject?: TicketSubject
}

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject

/** From here on the flow is not retired until the commit. @throws CallerError NOT_FOUND, CONFLICT */
async function versionOf(db: Transaction, flowId: string): Promise<{ id: string; definition: FlowDefinition }> {
  const [flow] = await db.$queryRaw<{ state: string; version: number; title: string }[]>`
    SELECT state::text AS state, version, title FROM "Flow" WHERE id = ${flowId} FOR SHARE`
  if (!flow || flow.version === 0) throw notFound('flow')
  if (flow.state !== 'PUBLISHED') {
    throw conflict(`The flow "${flow.title}" is ${flow.state.toLowerCase()} and takes no new tickets.`, {
      flowId,
      state: flow.state,
    })
  }
  const version = await db.flowVersion.findUniqueOrThrow({
    where: { flowId_version: { flowId, version: flow.version } },
  })
  return { id: version.id, definition: version.definition as unknown as FlowDefinition }
}

/** @throws CallerError NOT_FOUND, FORBIDDEN, CONFLICT */
async function requireMine(db: Transaction, viewer: Viewer, ticket: TicketRow): Promise<void> {
  await requireSeen(db, viewer, ticket.id)
  if (ticket.initiatorId !== viewer.userId) {
    throw new CallerError('FORBIDDEN', 'Only whoever opened a ticket changes, submits or removes it.')
  }
  if (ticket.status !== 'DRAFT' && ticket.status !== 'SENT_BACK') {
    throw conflict(
      `Ticket #${ticket.number} is on its way or has ended: only drafts, and what was sent back, change.`,
      {
        ...{ ticketId: ticket.id, ticketStatus: ticket.status },
      },
    )
  }
}

const toldBy = (changes: TicketChange[]) =>
  changes.flatMap((change) => (change.kind === 'NOTIFIED' ? change.userIds : []))

async function rememberCopies(db: Transaction, ticketId: string, userIds: string[]): Promise<void> {
  const active = await db.user.count({ where: { id: { in: userIds }, disabledAt: null } })
  if (active < userIds.length) {
    throw badInput([{ path: 'input.copyTo', message: 'Somebody named here does not exist or is disabled.' }])
  }
  await db.ticketCopy.createMany({ data: userIds.map((userId) => ({ ticketId, userId })) })
}

/** How tickets begin, and begin anew. */
export function createTicketOpening({ log }: Pick<TicketPorts, 'log'>, calls: TicketCalls) {
  /**
   * Makes a ticket in a transaction of the caller's and, unless it is to be a draft, sets it on its way.
   * @throws CallerError NOT_FOUND, CONFLICT (the flow takes no new tickets), BAD_USER_INPUT
   */
  async function openIn(tx: LogTransaction, viewer: Viewer, { subject, ...wish }: NewTicket) {
    const { flowId, title, draft, copyTo, clientId } = wish
    const version = await versionOf(tx.db, flowId)
    const { userId } = viewer
    if (!draft) {
      await requireForm(tx.db, version.definition, wish.form, { userId, ticketId: null }, 'input.')
    }
    const id = uuid7()
    await tx.db.ticket.create({
      data: {
        ...{ id, title, clientId: clientId ?? null, form: asJson(wish.form), initiatorId: viewer.userId },
        flowVersionId: version.id,
        ...(subject && { subject: asJson(subject) }),
      },
    })
    const hasFiles = await keepFiles(tx.db, version.definition, wish.form, { userId, id })
    // Judged before it has a number; once more for what hangs on another ticket since.
    if (hasFiles && !draft) await requireForm(tx.db, version.definition, wish.form, { userId, ticketId: id }, 'input.')
    await rememberCopies(tx.db, id, copyTo)
    const seq = draft ? 0 : await begin(tx, viewer, id)
    return { id, seq }
  }

  async function begin(tx: LogTransaction, viewer: Viewer, id: string): Promise<number> {
    const { userId } = viewer
    const opened = await calls.apply(tx, viewer, await lockTicket(tx.db, id), { kind: 'OPEN', userId })
    const copies = await tx.db.ticketCopy.findMany({ where: { ticketId: id }, orderBy: { userId: 'asc' } })
    const userIds = copies.map((copy) => copy.userId).filter((one) => !toldBy(opened.changes).includes(one))
    if (userIds.length === 0) return opened.seq
    return (await calls.apply(tx, viewer, opened.ticket, { kind: 'COPY', userId, userIds })).seq
  }

  /** A draft begins with the newest version of its flow, whichever it was written for. */
  async function submitDraft(tx: LogTransaction, viewer: Viewer, { id, form, flowVersion }: TicketRow) {
    const version = await versionOf(tx.db, flowVersion.flow.id)
    await settleForm(tx.db, version.definition, form, { userId: viewer.userId, id })
    await tx.db.ticket.update({ where: { id }, data: { flowVersionId: version.id } })
    return begin(tx, viewer, id)
  }

  async function submitAgain(tx: LogTransaction, viewer: Viewer, ticket: TicketRow) {
    await settleForm(tx.db, ticket.flowVersion.definition, ticket.form, { userId: viewer.userId, id: ticket.id })
    return (await calls.apply(tx, viewer, ticket, { kind: 'SUBMIT', userId: viewer.userId })).seq
  }

  async function attempt(viewer: Viewer, wish: NewTicket, call: NamedCall): Promise<{ id: string }> {
    return log.transaction(async (tx) => {
      const known = await answeredBefore(tx.db, call)
      if (known) return { id: known }
      const { id, seq } = await openIn(tx, viewer, wish)
      await keepAnswer(tx.db, call, id, seq)
      return { id }
    })
  }

  return {
    openIn,

    /**
     * The same clientId again is the same ticket.
     * @throws CallerError BAD_USER_INPUT, NOT_FOUND (the flow), CONFLICT (it takes no new tickets)
     */
    async openTicket(viewer: Viewer, input: OpenTicketInput): Promise<{ id: string }> {
      guardTickets(viewer, 'openTicket')
      const wish = parseInput(openTicketInput, input, 'input')
      const { clientId, ...asked } = wish
      const call: NamedCall = { userId: viewer.userId, clientId, asked: { verb: 'openTicket', ...asked } }
      try {
        return await attempt(viewer, wish, call)
      } catch (error) {
        // The same call came twice at once: the other was faster.
        if (!isTaken(error)) throw error
        return attempt(viewer, wish, call)
      }
    },

    /** Changes a draft, or one that was sent back. @throws CallerError NOT_FOUND, CONFLICT, BAD_USER_INPUT */
    async saveTicket(viewer: Viewer, id: string, input: SaveTicketInput): Promise<void> {
      guardTickets(viewer, 'saveTicket')
      const { title, form } = parseInput(saveTicketInput, input)
      await log.transaction(async (tx) => {
        const ticket = await lockTicket(tx.db, id)
        await requireMine(tx.db, viewer, ticket)
        // A draft is written for the newest version; what is on its way keeps to its own.
        const version =
          ticket.status === 'DRAFT' ? await versionOf(tx.db, ticket.flowVersion.flow.id) : ticket.flowVersion
        await tx.db.ticket.update({
          where: { id },
          data: {
            flowVersionId: version.id,
            ...(title != null && { title }),
            ...(form !== undefined && { form: asJson(form) }),
          },
        })
        if (form !== undefined) await keepFiles(tx.db, version.definition, form, { userId: viewer.userId, id })
      })
    },

    /** A draft begins; one that was sent back begins its next round. @throws CallerError NOT_FOUND, CONFLICT, BAD_USER_INPUT */
    async submitTicket(viewer: Viewer, id: string, rawClientId?: string | null): Promise<void> {
      guardTickets(viewer, 'submitTicket')
      const { clientId } = parseInput(submitInput, { clientId: rawClientId })
      const call: NamedCall = { userId: viewer.userId, clientId, asked: { verb: 'submitTicket', id } }
      await log.transaction(async (tx) => {
        const ticket = await lockTicket(tx.db, id)
        if (ticket.initiatorId === viewer.userId && (await answeredBefore(tx.db, call))) return
        await requireMine(tx.db, viewer, ticket)
        const seq = await (ticket.status === 'DRAFT' ? submitDraft : submitAgain)(tx, viewer, ticket)
        await keepAnswer(tx.db, call, id, seq)
      })
    },

    /** Of a draft, which nobody else has seen. @throws CallerError NOT_FOUND, CONFLICT */
    async removeTicket(viewer: Viewer, id: string): Promise<void> {
      guardTickets(viewer, 'removeTicket')
      await log.transaction(async (tx) => {
        const ticket = await lockTicket(tx.db, id)
        await requireMine(tx.db, viewer, ticket)
        if (ticket.status !== 'DRAFT') {
          throw conflict('Only a draft is removed. Withdraw what was sent back.', { ticketStatus: ticket.status })
        }
        await tx.db.ticket.update({ where: { id }, data: { status: 'DELETED', form: {}, title: '' } })
      })
    },
  }
}
