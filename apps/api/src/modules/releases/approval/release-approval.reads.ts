import type { Prisma, PrismaClient } from '../../../platform/database/database.ts'
import { type Decider, guardApprovals, mayApprove, mayDecide } from '../../approvals/approval.policy.ts'
import { ruleOf } from '../../approvals/release-rule.ts'
import type { ApprovalRule } from '../../environments/approval.setting.ts'
import type { Viewer } from '../../kernel/viewer.ts'

const include = {
  environment: { select: { approval: true } },
  approvals: { include: { user: true }, orderBy: { decidedAt: 'asc' } },
} satisfies Prisma.ReleaseInclude
const omit = { snapshot: true } satisfies Prisma.ReleaseOmit

/** A release that waits for approval, or once did. */
export type JudgedRelease = Prisma.ReleaseGetPayload<{ include: typeof include; omit: typeof omit }> & {
  rule: ApprovalRule | null
}

const asDecider = ({ userId: id, username, displayName, role, gitEmails = [] }: Viewer): Decider => ({
  ...{ id, username, displayName, role, gitEmails },
  disabledAt: null,
})
const votedBy = (release: JudgedRelease, { userId }: Viewer) =>
  release.approvals.some((given) => given.userId === userId && given.state === 'GIVEN')

/** What the viewer may do about it now. */
export function decisionsOf(release: JudgedRelease, viewer: Viewer) {
  const { rule, status } = release
  const waits = status === 'WAITING_APPROVAL' && rule !== null
  const voted = votedBy(release, viewer)
  return {
    canApprove: waits && !voted && mayApprove(rule, asDecider(viewer), release),
    canReject: waits && mayDecide(rule, asDecider(viewer)),
    canWithdraw: waits && voted,
  }
}

export const createApprovalReads = ({ prisma }: { prisma: PrismaClient }) => {
  const judge = (release: Omit<JudgedRelease, 'rule'>): JudgedRelease => ({
    ...release,
    rule: ruleOf(release, release.environment.approval),
  })
  return {
    /** Those of the releases that wait for approval, or once did. */
    async approvalsOf(ids: string[]): Promise<Map<string, JudgedRelease>> {
      const where = { id: { in: ids }, approvalDigest: { not: null } }
      const rows = await prisma.release.findMany({ where, include, omit })
      return new Map(rows.map((row) => [row.id, judge(row)]))
    },

    /** The releases that wait for this viewer's word, the oldest first; of a train, which is approved as one, only the first. */
    async myApprovals(viewer: Viewer): Promise<string[]> {
      guardApprovals(viewer, 'myApprovals')
      const waiting = await prisma.release.findMany({
        where: { status: 'WAITING_APPROVAL' },
        include,
        omit,
        orderBy: { number: 'asc' },
        take: 200,
      })
      const mine = waiting.filter((row) => decisionsOf(judge(row), viewer).canApprove)
      const isFirst = ({ trainId }: { trainId: string | null }, i: number) =>
        trainId === null || mine.findIndex((other) => other.trainId === trainId) === i
      return mine.filter(isFirst).map(({ id }) => id)
    },
  }
}
