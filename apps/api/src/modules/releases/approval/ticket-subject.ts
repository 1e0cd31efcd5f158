import type { Transaction } from '../../../platform/database/database.ts'
import type { WaitingRelease } from '../../approvals/approval-waiting.ts'
import { isAuthor, isCommitter } from '../../approvals/own-work.ts'
import { placeOf } from '../../environments/environment-place.ts'
import type { TicketSubject } from '../../tickets/ticket-opening.ts'

/** What a ticket about a release says of it. */
export interface ReleaseSubject extends TicketSubject {
  kind: 'release'
  /** The release's. */
  digest: string
}

export const digestIn = (subject: unknown): string | null => (subject as Partial<ReleaseSubject> | null)?.digest ?? null

/** Everything that is to be approved, and whose own work it is as far as the environment minds. */
export async function subjectOf(db: Transaction, release: WaitingRelease): Promise<ReleaseSubject> {
  const { id, rule, environment, approvalDigest, approvalFacts } = release
  return {
    ...{ kind: 'release', id, projectId: environment.projectId, digest: approvalDigest ?? '' },
    selfIds: rule ? await workersOn(db, release) : [],
    facts: (approvalFacts ?? {}) as Record<string, unknown>,
  }
}

async function workersOn(db: Transaction, { rule, ...work }: WaitingRelease): Promise<string[]> {
  if (!work.commitSignatures || (rule?.authorApproval && rule.committerApproval)) return []
  const people = await db.user.findMany({
    where: { disabledAt: null },
    select: { id: true, username: true, displayName: true, gitEmails: true },
  })
  return people
    .filter(
      (person) =>
        (!rule?.authorApproval && isAuthor(person, work)) || (!rule?.committerApproval && isCommitter(person, work)),
    )
    .map(({ id }) => id)
}

export const titleOf = ({ number, revision, environment }: WaitingRelease) =>
  `Release #${number} of ${revision} to ${placeOf(environment)}`.slice(0, 200)
