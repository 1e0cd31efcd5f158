import type { LogTransaction } from '../../../streams/event-log.ts'
import { differences } from '../../activity/differences.ts'
import { mayApprove, mayDecide } from '../../approvals/approval.policy.ts'
import { driftFrom, lockRelease, presentOf, type WaitingRelease } from '../../approvals/approval-waiting.ts'
import type { Drift } from '../../approvals/drift.ts'
import type { ApprovalRule } from '../../environments/approval.setting.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { CallerError, conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { letGo } from '../queue/release.waiting-end.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import { countingApprovals, waitAgain } from './release.admission.ts'

/** A release that waits for approval, locked against all others who decide. */
export type LockedWaiting = WaitingRelease & { rule: ApprovalRule }

/** @throws CallerError NOT_FOUND, CONFLICT (it does not wait) */
export async function requireWaiting(tx: LogTransaction, id: string): Promise<LockedWaiting> {
  const release = isId(id) ? await lockRelease(tx, id) : null
  if (!release) throw notFound('release')
  const { number, status, rule, approvalExpiresAt } = release
  const over = approvalExpiresAt !== null && approvalExpiresAt <= (await databaseNow(tx.db))
  if (status !== 'WAITING_APPROVAL' || rule === null || over) {
    const why = over ? 'nobody approved it in time' : status
    throw conflict(`Release #${number} does not wait for approval (${why}).`, { releaseId: id, status })
  }
  return { ...release, rule }
}

/** The viewer as the database knows them now. */
export const deciderOf = async (tx: LogTransaction, { userId }: Viewer) =>
  tx.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { id: true, username: true, displayName: true, gitEmails: true, role: true, disabledAt: true },
  })

export const decidedByTicket = 'A ticket decides about this release: approve or reject there.'

/** @throws CallerError FORBIDDEN */
export async function requireApprover(tx: LogTransaction, viewer: Viewer, release: LockedWaiting): Promise<void> {
  const { rule, environment } = release
  const decider = await deciderOf(tx, viewer)
  const refuse = (message: string) => new CallerError('FORBIDDEN', message)
  if (rule.flowId) throw refuse(decidedByTicket)
  if (!mayDecide(rule, decider)) throw refuse(`You are not one of those who approve releases of ${environment.name}.`)
  if (!mayApprove(rule, decider, release))
    throw refuse('You asked for this release, or made its commit, yourself: somebody else has to approve it.')
}

/** What would run now against what is to be approved; null: it is the same. */
export async function changedSince(tx: LogTransaction, release: WaitingRelease): Promise<Drift[] | null> {
  const present = await presentOf(tx, release.id)
  return present.digest === release.approvalDigest ? null : driftFrom(release, present)
}

/** What would run has changed: what it is now is to be approved instead, and the difference is kept. */
export async function noteChange(tx: LogTransaction, id: string): Promise<void> {
  const release = await lockRelease(tx, id)
  if (release?.status !== 'WAITING_APPROVAL' || release.rule === null) return
  const drift = await changedSince(tx, release)
  if (drift) await waitAgain(tx, release, release.rule, drift)
}

export const hasApproved = ({ approvals }: WaitingRelease, { userId }: Viewer, digest: string): boolean =>
  approvals.some((given) => given.userId === userId && given.digest === digest)

/**
 * Writes an approval down and tells of it; with the last one that is needed the release is queued. The activity is the caller's,
 * with what this answers.
 */
export async function giveApproval(
  tx: LogTransaction,
  viewer: Viewer,
  release: LockedWaiting,
  { digest, comment }: { digest: string; comment: string | null },
): Promise<ReturnType<typeof differences>> {
  const { id, rule } = release
  const approval = { releaseId: id, userId: viewer.userId, state: 'GIVEN' as const, digest, comment }
  const decidedAt = await databaseNow(tx.db)
  await tx.db.releaseApproval.create({ data: { id: uuid7(), ...approval, decidedAt } })
  const now = await lockRelease(tx, id)
  const given = now ? countingApprovals(now, rule, digest).length : 0
  const said = `Approved by ${viewer.displayName} (${given} of ${rule.required})${comment ? `: ${comment}` : '.'}`
  const before = { status: release.status, approvedBy: approvedBy(release) }
  const after = { status: release.status, approvedBy: now ? approvedBy(now) : [] }
  if (given >= rule.required) after.status = await letGo(tx, id, said)
  else await tellDecision(tx, id, said)
  return differences(before, after)
}

/** Whose approvals stand, by name. */
export const approvedBy = ({ approvals }: WaitingRelease) => approvals.map(({ user }) => user.displayName)

export async function tellDecision(tx: LogTransaction, id: string, message: string): Promise<void> {
  await tx.append(releaseStream(id), [releaseChanged('WAITING_APPROVAL', message)])
  await announceRelease(tx, id)
}
