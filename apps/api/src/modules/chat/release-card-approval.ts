import type { LogTransaction } from '../../streams/event-log.ts'
import { approvalRuleOf } from '../environments/approval.setting.ts'
import type { AnnouncedRelease } from '../releases/release.announcement.ts'
import type { ReleaseCardState } from './room.events.ts'

/** What the card of a release that waits for approval says about it; null: it does not wait. */
export async function approvalOfCard(
  { db }: LogTransaction,
  { id, status, approvalDigest: digest, approvalExpiresAt, environment }: AnnouncedRelease,
): Promise<NonNullable<ReleaseCardState['approval']> | null> {
  if (status !== 'WAITING_APPROVAL' || digest === null) return null
  const { approval } = await db.environment.findUniqueOrThrow({
    where: { id: environment.id },
    select: { approval: true },
  })
  const rule = approvalRuleOf(approval)
  // Where a ticket decides, its own card says how it stands.
  if (!rule || rule.flowId) return null
  const given = await db.releaseApproval.findMany({
    where: { releaseId: id, state: 'GIVEN', digest },
    include: { user: { select: { displayName: true } } },
    orderBy: { decidedAt: 'asc' },
  })
  return {
    required: rule.required,
    given: given.map(({ user }) => user.displayName),
    digest,
    expiresAt: approvalExpiresAt?.toISOString() ?? null,
  }
}
