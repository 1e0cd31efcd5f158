import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { mayApprove } from '../../approvals/approval.policy.ts'
import {
  driftFrom,
  lockRelease,
  openApproval,
  presentOf,
  type WaitingRelease,
} from '../../approvals/approval-waiting.ts'
import type { Drift } from '../../approvals/drift.ts'
import type { ApprovalRule } from '../../environments/approval.setting.ts'
import { consumeTicket, lapseWhenOver } from '../../tickets/ticket-consuming.ts'
import { lockTicket } from '../../tickets/ticket-rows.ts'
import { blockStart } from '../holds/release.holds.ts'
import type { Admission } from '../queue/release.claim.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { digestIn } from './ticket-subject.ts'

/** Approvals that count for what would run now: of people who may still approve. */
export const countingApprovals = (release: WaitingRelease, rule: ApprovalRule, digest: string) =>
  release.approvals.filter((given) => given.digest === digest && mayApprove(rule, given.user, release))

/**
 * Judges approvals once more when a release is about to begin: what would run now must be what was approved, by enough people
 * who may still approve. Otherwise it waits for approval again. Each approval lets one release begin once.
 */
export const admitApproved: Admission = async (tx, releaseId) => {
  const release = await lockRelease(tx, releaseId)
  if (!release) return false
  const { rule } = release
  if (rule) {
    const present = await presentOf(tx, releaseId)
    const drift = driftFrom(release, present)
    const ticket = rule.flowId ? await approvingTicket(tx, release, rule.flowId, present.digest) : null
    const enough = rule.flowId
      ? ticket !== null
      : countingApprovals(release, rule, present.digest).length >= rule.required
    if (drift.length > 0 || !enough) {
      await waitAgain(tx, release, rule, drift)
      return false
    }
    if (ticket) await consumeTicket(tx, ticket, release.createdById, `release:${releaseId}`)
  }
  if (release.approvals.length > 0) {
    await tx.db.releaseApproval.updateMany({ where: { releaseId, state: 'GIVEN' }, data: { state: 'CONSUMED' } })
  }
  return true
}

/** The ticket that has approved exactly what would run now, and still does, locked; null: there is none. */
async function approvingTicket(tx: LogTransaction, { ticketId }: WaitingRelease, flowId: string, digest: string) {
  const ticket = ticketId === null ? null : await lockTicket(tx.db, ticketId)
  const approves =
    ticket?.status === 'APPROVED' && ticket.flowVersion.flow.id === flowId && digestIn(ticket.subject) === digest
  // To refuse it by throwing would keep all releases behind this one waiting too.
  return approves && !(await lapseWhenOver(tx, ticket)) ? ticket : null
}

const whyAgain = (release: WaitingRelease, drift: Drift[]) => {
  if (drift.length > 0)
    return `What would run has changed since it was approved: ${drift.map((d) => d.field).join(', ')}.`
  if (release.ticketId !== null) return 'Its ticket does not approve it any more.'
  return release.approvals.length > 0 ? 'Not all who approved it may still approve.' : 'It needs approval by now.'
}

/** Back to waiting: the row is locked. */
export async function waitAgain(
  tx: LogTransaction,
  release: WaitingRelease,
  rule: ApprovalRule,
  drift: Drift[],
): Promise<void> {
  const { id, number, environment } = release
  const why = whyAgain(release, drift)
  const blocked = await openApproval(tx, { id, rule, drift })
  await blockStart(tx, id, 'WAITING_APPROVAL', blocked)
  await tx.append(releaseStream(id), [releaseChanged('WAITING_APPROVAL', why)])
  await announceRelease(tx, id)
  await recordActivity(tx, null, {
    kind: 'release.approval_voided',
    subject: `#${number}`,
    reason: why,
    ...{ before: { status: release.status }, after: { status: 'WAITING_APPROVAL' } },
    message: `release #${number} waits for approval again: ${why}`,
    releaseId: id,
    projectId: environment.projectId,
  })
}
