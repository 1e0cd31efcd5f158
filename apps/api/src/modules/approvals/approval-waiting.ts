import type { ReleaseStatus } from '../../engine/types.ts'
import { Prisma } from '../../platform/database/generated/client/client.ts'
import type { LogTransaction } from '../../streams/event-log.ts'
import type { ApprovalRule } from '../environments/approval.setting.ts'
import { digestOf } from '../kernel/canonical.ts'
import { loadFacts } from './approval-facts.ts'
import { type Drift, driftOf } from './drift.ts'
import { ruleOf } from './release-rule.ts'

const include = {
  environment: {
    select: { id: true, name: true, approval: true, projectId: true, project: { select: { title: true } } },
  },
  approvals: { where: { state: 'GIVEN' }, include: { user: true }, orderBy: { decidedAt: 'asc' } },
} satisfies Prisma.ReleaseInclude

export type WaitingRelease = Prisma.ReleaseGetPayload<{ include: typeof include }> & { rule: ApprovalRule | null }

/** A release with its rule and its approvals, locked against all others who decide; null: there is none. */
export async function lockRelease(tx: LogTransaction, id: string): Promise<WaitingRelease | null> {
  await tx.db.$queryRaw`SELECT id FROM "Release" WHERE id = ${id} FOR UPDATE`
  const release = await tx.db.release.findUnique({ where: { id }, include })
  return release && { ...release, rule: ruleOf(release, release.environment.approval) }
}

export interface Present {
  facts: object
  digest: string
}

export async function presentOf(tx: LogTransaction, id: string): Promise<Present> {
  const facts = JSON.parse(JSON.stringify(await loadFacts(tx.db, id))) as object
  return { facts, digest: digestOf(facts) }
}

/** What would run differs from what was to be approved; empty: it does not. */
export const driftFrom = (release: WaitingRelease, { facts, digest }: Present): Drift[] =>
  release.approvalDigest === null || release.approvalDigest === digest ? [] : driftOf(release.approvalFacts, facts)

const sentence = (rule: ApprovalRule) => {
  if (rule.flowId) return 'Waits for a ticket to be approved.'
  return rule.required === 1 ? 'Waits for an approval.' : `Waits for ${rule.required} approvals.`
}

/**
 * Writes down what is to be approved from now on; what was approved before counts no more. Returns what the first step says.
 * The caller changes the status.
 */
export async function openApproval(
  tx: LogTransaction,
  { id, rule, drift = [] }: { id: string; rule: ApprovalRule; drift?: Drift[] },
): Promise<string> {
  const { facts, digest } = await presentOf(tx, id)
  await tx.db.releaseApproval.updateMany({
    where: { releaseId: id, state: 'GIVEN', digest: { not: digest } },
    data: { state: 'VOIDED' },
  })
  const status: ReleaseStatus = 'WAITING_APPROVAL'
  await tx.db.release.update({
    where: { id },
    data: {
      ...{ status, approvalDigest: digest, approvalFacts: facts },
      approvalDrift: drift.length > 0 ? (drift as unknown as Prisma.InputJsonValue) : Prisma.DbNull,
    },
  })
  await tx.db.$executeRaw`
    UPDATE "Release" SET "toldHold" = NULL, "approvalSince" = clock_timestamp() AT TIME ZONE 'UTC',
      "approvalExpiresAt" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(mins => ${rule.expiresMinutes}::int)
    WHERE id = ${id}`
  return sentence(rule)
}
