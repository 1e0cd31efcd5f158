import type { Bus } from '../../../platform/bus/bus.ts'
import type { EventLog, LogTransaction } from '../../../streams/event-log.ts'
import { lockRelease, type WaitingRelease } from '../../approvals/approval-waiting.ts'
import { driftOf } from '../../approvals/drift.ts'
import { wishOf } from '../../approvals/release-rule.ts'
import { releaseFormOf } from '../../flows/release-form.ts'
import { CallerError } from '../../kernel/errors.ts'
import { askerOf } from '../../kernel/viewer.ts'
import { lockTicket, type TicketRow } from '../../tickets/ticket-rows.ts'
import type { Tickets } from '../../tickets/tickets.service.ts'
import { tellMove } from '../queue/release.moves.ts'
import { cancelWaiting, letGo } from '../queue/release.waiting-end.ts'
import { noteChange } from './release.approving.ts'
import { stepOf, type TicketStep } from './ticket-step.ts'
import { digestIn, subjectOf, titleOf } from './ticket-subject.ts'

interface ReleaseTicketPorts {
  log: EventLog
  bus: Bus
  tickets: Tickets
}

interface Pair {
  release: WaitingRelease
  ticket: TicketRow | null
}

/** How often what waits is compared with what would run by now. */
const LOOK_AGAIN_MS = 10_000

const endings: Partial<Record<TicketRow['status'], string>> = {
  REJECTED: 'was rejected',
  EXPIRED: 'was not decided in time',
  WITHDRAWN: 'was withdrawn',
  CANCELLED: 'was cancelled',
  REVOKED: 'was approved, and the approval taken back',
  LAPSED: 'was approved, and the approval has lapsed',
}

async function cancel(tx: LogTransaction, { id, status }: WaitingRelease, reason: string): Promise<void> {
  await cancelWaiting(tx, id, reason)
  await tellMove(tx, id, { from: status, to: 'CANCELLED', reason })
}

/**
 * Releases of environments that ask for a ticket instead of the simple approval. Nothing about the two is one transaction but the
 * beginning of the release, which uses the approval up (release.admission.ts): their rows say what is meant, `stepOf` says what has
 * to follow, and whoever finds something to do does it. A release's row is locked before its ticket's.
 */
export function createReleaseTickets({ log, bus, tickets }: ReleaseTicketPorts) {
  let lookedAt = 0

  const open = async (tx: LogTransaction, { release }: Pair) => {
    const { id, rule, environment, revision } = release
    if (!rule?.flowId) return
    const asked = { projectId: environment.projectId, environmentId: environment.id, revision }
    const wish = wishOf(release.ticketWish) ?? {
      ...{ flowId: rule.flowId, title: titleOf(release), copyTo: [] },
      form: await releaseFormOf(tx.db, rule.flowId, asked),
    }
    const asker = askerOf(await tx.db.user.findUniqueOrThrow({ where: { id: release.createdById } }))
    const subject = await subjectOf(tx.db, release)
    const { id: ticketId } = await tickets.openIn(tx, asker, { ...wish, draft: false, subject })
    await tx.db.release.update({ where: { id }, data: { ticketId } })
  }

  const endTicket = async (tx: LogTransaction, { release, ticket }: Pair, reason: string) => {
    if (!ticket) return
    const kind = ticket.status === 'APPROVED' ? ('REVOKE' as const) : ('WITHDRAW' as const)
    await tickets.apply(tx, null, ticket, { kind, userId: release.createdById, reason })
  }

  const steps: Record<TicketStep, (tx: LogTransaction, pair: Pair) => Promise<void>> = {
    OPEN: open,
    async START_OVER(tx, { release, ticket }) {
      if (!ticket) return
      const subject = await subjectOf(tx.db, release)
      const before = (ticket.subject as { facts?: unknown } | null)?.facts ?? {}
      await tickets.startOver(tx, ticket.id, subject, driftOf(before, subject.facts))
    },
    async OPEN_ANEW(tx, pair) {
      await endTicket(tx, pair, 'What would run has changed since, or another flow decides: a new ticket is opened.')
      await open(tx, pair)
    },
    async LET_GO(tx, { release, ticket }) {
      const reason = `Approved by ticket #${ticket?.number}.`
      await tellMove(tx, release.id, { from: release.status, to: await letGo(tx, release.id, reason), reason })
      tx.afterCommit(() => bus.publish('releases', { releaseId: release.id, reason: 'queued' }))
    },
    CANCEL_RELEASE: (tx, { release, ticket }) =>
      cancel(tx, release, `Ticket #${ticket?.number} ${endings[ticket?.status ?? 'REJECTED'] ?? 'has ended'}.`),
    END_TICKET: (tx, pair) => endTicket(tx, pair, `Release #${pair.release.number} does not wait for it any more.`),
  }

  const tend = (id: string) =>
    log.transaction(async (tx) => {
      const release = await lockRelease(tx, id)
      if (!release) return
      const ticket = release.ticketId === null ? null : await lockTicket(tx.db, release.ticketId)
      const step = stepOf({
        ...{ status: release.status, approvalDigest: release.approvalDigest, flowId: release.rule?.flowId ?? null },
        ticket: ticket && {
          ...{ status: ticket.status, flowId: ticket.flowVersion.flow.id },
          digest: digestIn(ticket.subject),
        },
      })
      if (step) await steps[step](tx, { release, ticket })
    })

  /** No ticket can be opened: the flow was retired, or asks for what nobody can answer for a release. */
  const giveUp = (id: string, { message }: CallerError) =>
    log.transaction(async (tx) => {
      const release = await lockRelease(tx, id)
      if (release?.status === 'WAITING_APPROVAL')
        await cancel(tx, release, `No ticket could be opened for it: ${message}`)
    })

  const due = () =>
    log.transaction(
      (tx) =>
        tx.db.$queryRaw<{ id: string; waits: boolean }[]>`
        SELECT r.id, r.status = 'WAITING_APPROVAL' AND t.status IN ('RUNNING', 'SENT_BACK') AS waits
        FROM "Release" r JOIN "Environment" e ON e.id = r."environmentId" LEFT JOIN "Ticket" t ON t.id = r."ticketId"
        WHERE r.status = 'WAITING_APPROVAL' AND (e.approval->>'flowId' IS NOT NULL OR r."ticketId" IS NOT NULL OR r."ticketWish" IS NOT NULL)
          OR r."ticketId" IS NOT NULL AND t.status IN ('RUNNING', 'SENT_BACK', 'APPROVED')
            AND r.status NOT IN ('WAITING_APPROVAL', 'QUEUED', 'SCHEDULED')
          OR r.status IN ('QUEUED', 'SCHEDULED') AND t.status IN ('REVOKED', 'LAPSED')
        ORDER BY r.number`,
    )

  const tendRelease = (id: string) =>
    tend(id).catch((error: unknown) => {
      if (!(error instanceof CallerError)) throw error
      return giveUp(id, error)
    })

  return {
    tendRelease,

    /** Does what follows from how releases and their tickets stand. */
    async tendReleaseTickets(): Promise<void> {
      const now = Date.now()
      const looks = now - lookedAt >= LOOK_AGAIN_MS
      if (looks) lookedAt = now
      for (const { id, waits } of await due()) {
        if (waits && looks) await log.transaction((tx) => noteChange(tx, id))
        await tendRelease(id)
      }
    },
  }
}

export type ReleaseTickets = ReturnType<typeof createReleaseTickets>
