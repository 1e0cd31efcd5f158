import type { CommitSignatures, GitPerson } from '../../engine/repository.ts'

/** Who somebody is, as far as git may know them. */
export interface Somebody {
  id: string
  username: string
  displayName: string
  /** In small letters. */
  gitEmails: readonly string[]
}

/** What a release stands for: who asked for it, and who git says made its commit. */
export interface Work {
  createdById: string
  /** CommitSignatures; null where nobody knows. */
  commitSignatures: unknown
}

export const signaturesOf = ({ commitSignatures }: Pick<Work, 'commitSignatures'>) =>
  (commitSignatures ?? null) as CommitSignatures | null

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

/**
 * Whether git means this person. An address that an admin wrote down says so for sure; without one a name or an address that
 * begins with the username is taken for theirs: to ask one more person is the smaller mistake.
 */
export function isSomebody({ username, displayName, gitEmails }: Somebody, { name, email }: GitPerson): boolean {
  if (gitEmails.some((known) => same(known, email))) return true
  const [local = ''] = email.split('@')
  return [name, local].some((said) => said.trim() !== '' && (same(said, username) || same(said, displayName)))
}

export const isAuthor = (somebody: Somebody, work: Work): boolean => {
  const author = signaturesOf(work)?.author
  return author !== undefined && isSomebody(somebody, author)
}

export const isCommitter = (somebody: Somebody, work: Work): boolean => {
  const committer = signaturesOf(work)?.committer
  return committer !== undefined && isSomebody(somebody, committer)
}
