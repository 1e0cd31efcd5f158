import type { LogTransaction } from '../../../streams/event-log.ts'
import { type ActivityEntry, recordActivity } from '../../activity/activity.events.ts'
import { guardApprovals, mayApprove, mayDecide } from '../../approvals/approval.policy.ts'
import { driftFrom, lockRelease, presentOf, type WaitingRelease } from '../../approvals/approval-waiting.ts'
import type { ApprovalRule } from '../../environments/approval.setting.ts'
import { databaseNow } from '../../freezes/hold-facts.ts'
import { CallerError, conflict, notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { approvalInput, rejectionInput } from '../creation/release.input.ts'
import { cancelWaiting, letGo } from '../queue/release.waiting-end.ts'
import { announceRelease } from '../release.announcement.ts'
import { releaseChanged, releaseStream } from '../release.events.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { countingApprovals, waitAgain } from './release.admission.ts'

/** What is written down of a decision, besides whom and what it is about. */
type Decided = Pick<ActivityEntry, 'kind' | 'message' | 'reason'>

const notYours = (message: string) => new CallerError('FORBIDDEN', message)

/** What people decide about releases that wait for approval. The row's lock lets decisions come one after the other. */
export function createReleaseApproval({ log, bus }: ReleasePorts) {
  /** @throws CallerError NOT_FOUND, CONFLICT (it does not wait) */
  async function requireWaiting(tx: LogTransaction, id: string): Promise<WaitingRelease & { rule: ApprovalRule }> {
    const release = isId(id) ? await lockRelease(tx, id) : null
    if (!release) throw notFound('release')
    const { number, status, rule, approvalExpiresAt } = release
    const over = approvalExpiresAt !== null && approvalExpiresAt.getTime() <= (await databaseNow(tx.db))
    if (status !== 'WAITING_APPROVAL' || rule === null || over) {
      const why = over ? 'nobody approved it in time' : status
      throw conflict(`Release #${number} does not wait for approval (${why}).`, { releaseId: id, status })
    }
    return { ...release, rule }
  }

  const deciderOf = async (tx: LogTransaction, { userId }: Viewer) =>
    tx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { id: true, role: true, disabledAt: true } })

  const record = (tx: LogTransaction, viewer: Viewer, release: WaitingRelease, entry: Decided) =>
    recordActivity(tx, viewer, {
      ...entry,
      ...{ subject: `#${release.number}`, releaseId: release.id },
      projectId: release.environment.projectId,
    })

  async function tell(tx: LogTransaction, id: string, message: string): Promise<void> {
    await tx.append(releaseStream(id), [releaseChanged('WAITING_APPROVAL', message)])
    await announceRelease(tx, id)
  }

  return {
    /**
     * Approves exactly what the digest stands for. Twice is once. With the last one that is needed the release is queued.
     * @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT (it does not wait, or what would run has changed)
     */
    async approveRelease(viewer: Viewer, id: string, raw: { digest: string; comment?: string | null }) {
      guardApprovals(viewer, 'approveRelease')
      const { digest, comment } = parseInput(approvalInput, raw)
      const changed = await log.transaction(async (tx) => {
        const release = await requireWaiting(tx, id)
        const { rule, number } = release
        const decider = await deciderOf(tx, viewer)
        if (!mayDecide(rule, decider))
          throw notYours(`You are not one of those who approve releases of ${release.environment.name}.`)
        if (!mayApprove(rule, decider, release.createdById)) {
          throw notYours('You asked for this release yourself: somebody else has to approve it.')
        }
        const present = await presentOf(tx, id)
        if (present.digest !== release.approvalDigest) {
          await waitAgain(tx, release, rule, driftFrom(release, present))
          return true
        }
        if (digest !== present.digest) return true
        if (release.approvals.some((given) => given.userId === viewer.userId && given.digest === digest)) return false
        const approval = { releaseId: id, userId: viewer.userId, state: 'GIVEN' as const, digest }
        const decidedAt = new Date(await databaseNow(tx.db))
        await tx.db.releaseApproval.create({ data: { id: uuid7(), ...approval, comment: comment ?? null, decidedAt } })
        const now = await lockRelease(tx, id)
        const given = now ? countingApprovals(now, rule, digest).length : 0
        const said = `Approved by ${viewer.displayName} (${given} of ${rule.required})${comment ? `: ${comment}` : '.'}`
        if (given >= rule.required) await letGo(tx, id, said)
        else await tell(tx, id, said)
        await record(tx, viewer, release, { kind: 'release.approved', message: `approved release #${number}` })
        tx.afterCommit(() => bus.publish('releases', { releaseId: id, reason: 'queued' }))
        return false
      })
      if (changed) {
        throw conflict('What would run is not what you looked at: it has changed since. Look at it again.', {
          releaseId: id,
        })
      }
      return { id }
    },

    /** Ends it. @throws CallerError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async rejectRelease(viewer: Viewer, id: string, raw: string): Promise<{ id: string }> {
      guardApprovals(viewer, 'rejectRelease')
      const { reason } = parseInput(rejectionInput, { reason: raw })
      await log.transaction(async (tx) => {
        const release = await requireWaiting(tx, id)
        if (!mayDecide(release.rule, await deciderOf(tx, viewer))) {
          throw notYours(`You are not one of those who decide about releases of ${release.environment.name}.`)
        }
        const rejection = { releaseId: id, userId: viewer.userId, state: 'REJECTED' as const, comment: reason }
        const decidedAt = new Date(await databaseNow(tx.db))
        const digest = release.approvalDigest ?? ''
        await tx.db.releaseApproval.create({ data: { id: uuid7(), ...rejection, digest, decidedAt } })
        await cancelWaiting(tx, id, `Rejected by ${viewer.displayName}: ${reason}`)
        const message = `rejected release #${release.number}: ${reason}`
        await record(tx, viewer, release, { kind: 'release.rejected', reason, message })
      })
      return { id }
    },

    /** Takes one's own approval back while the release still waits. @throws CallerError NOT_FOUND, CONFLICT */
    async withdrawApproval(viewer: Viewer, id: string): Promise<{ id: string }> {
      guardApprovals(viewer, 'withdrawApproval')
      await log.transaction(async (tx) => {
        const release = await requireWaiting(tx, id)
        const { count } = await tx.db.releaseApproval.updateMany({
          where: { releaseId: id, userId: viewer.userId, state: 'GIVEN' },
          data: { state: 'WITHDRAWN' },
        })
        if (count === 0) throw conflict(`You have not approved release #${release.number}.`, { releaseId: id })
        await tell(tx, id, `${viewer.displayName} took the approval back.`)
        const message = `took back the approval of release #${release.number}`
        await record(tx, viewer, release, { kind: 'release.approval_withdrawn', message })
      })
      return { id }
    },
  }
}
