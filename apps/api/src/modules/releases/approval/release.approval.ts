import type { LogTransaction } from '../../../streams/event-log.ts'
import { type ActivityEntry, recordActivity } from '../../activity/activity.events.ts'
import type { FactsOfKind } from '../../activity/activity.facts.ts'
import { differences } from '../../activity/differences.ts'
import { guardApprovals, mayDecide } from '../../approvals/approval.policy.ts'
import type { WaitingRelease } from '../../approvals/approval-waiting.ts'
import { databaseNow } from '../../kernel/database-clock.ts'
import { CallerError, conflict } from '../../kernel/errors.ts'
import { parseInput } from '../../kernel/input.ts'
import { uuid7 } from '../../kernel/uuid.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { approvalInput, rejectionInput } from '../creation/release.input.ts'
import { cancelWaiting } from '../queue/release.waiting-end.ts'
import type { ReleasePorts } from '../release.ports.ts'
import { waitAgain } from './release.admission.ts'
import {
  approvedBy,
  changedSince,
  decidedByTicket,
  deciderOf,
  giveApproval,
  hasApproved,
  requireApprover,
  requireWaiting,
  tellDecision,
} from './release.approving.ts'

/** What is written down of a decision, besides whom and what it is about. */
type Decided = FactsOfKind & Pick<ActivityEntry, 'message' | 'reason'>

/** What people decide about releases that wait for approval. The row's lock lets decisions come one after the other. */
export function createReleaseApproval({ log, bus }: ReleasePorts) {
  const record = (tx: LogTransaction, viewer: Viewer, release: WaitingRelease, entry: Decided) =>
    recordActivity(tx, viewer, {
      ...entry,
      ...{ subject: `#${release.number}`, releaseId: release.id },
      projectId: release.environment.projectId,
    })

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
        await requireApprover(tx, viewer, release)
        const drift = await changedSince(tx, release)
        if (drift) {
          await waitAgain(tx, release, release.rule, drift)
          return true
        }
        if (digest !== release.approvalDigest) return true
        if (hasApproved(release, viewer, digest)) return false
        const changes = await giveApproval(tx, viewer, release, { digest, comment: comment ?? null })
        await record(tx, viewer, release, {
          kind: 'release.approved',
          message: `approved release #${release.number}`,
          ...changes,
        })
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
        if (release.rule.flowId) throw new CallerError('FORBIDDEN', decidedByTicket)
        if (!mayDecide(release.rule, await deciderOf(tx, viewer))) {
          throw new CallerError(
            'FORBIDDEN',
            `You are not one of those who decide about releases of ${release.environment.name}.`,
          )
        }
        const rejection = { releaseId: id, userId: viewer.userId, state: 'REJECTED' as const, comment: reason }
        const decidedAt = await databaseNow(tx.db)
        const digest = release.approvalDigest ?? ''
        await tx.db.releaseApproval.create({ data: { id: uuid7(), ...rejection, digest, decidedAt } })
        await cancelWaiting(tx, id, `Rejected by ${viewer.displayName}: ${reason}`)
        const message = `rejected release #${release.number}: ${reason}`
        const changes = { before: { status: release.status }, after: { status: 'CANCELLED' } }
        await record(tx, viewer, release, { kind: 'release.rejected', reason, message, ...changes })
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
        await tellDecision(tx, id, `${viewer.displayName} took the approval back.`)
        const message = `took back the approval of release #${release.number}`
        const left = release.approvals.filter(({ userId }) => userId !== viewer.userId)
        const changes = differences(
          { approvedBy: approvedBy(release) },
          { approvedBy: approvedBy({ ...release, approvals: left }) },
        )
        await record(tx, viewer, release, { kind: 'release.approval_withdrawn', message, ...changes })
      })
      return { id }
    },
  }
}
