import { RevisionNotFound } from '../../engine/errors.ts'
import type { CommitSignatures, CommitSummary } from '../../engine/repository.ts'
import { parseBranch } from '../../engine/revision.ts'
import type { Reader } from './reader.ts'
import { commitOf, isWholeId } from './resolve.ts'

const most = 200
/** A commit may carry megabytes of both, for everybody who looks at a list. */
const longestAuthor = 200
const longestSubject = 1000
const fields = ['%H', '%an', '%aI', '%s']

/** @throws RevisionNotFound */
export async function readCommits(
  read: Reader,
  branch: string,
  first: number,
  signal?: AbortSignal,
): Promise<CommitSummary[]> {
  const count = Math.min(Math.max(Math.trunc(first) || 1, 1), most)
  if (isWholeId(branch)) {
    if (!(await commitOf(read, branch, signal)))
      throw new RevisionNotFound(`There is no commit ${branch} in the repository.`)
    return readLog(read, branch, count, signal)
  }
  const parsed = parseBranch(branch)
  if ('problem' in parsed) throw new RevisionNotFound(parsed.problem)
  const found = await read(['for-each-ref', '--count=1', '--format=%(refname)', parsed.ref], signal)
  if (found.trim() !== parsed.ref)
    throw new RevisionNotFound(
      `There is no branch “${branch}” in the repository. Fetch again, or choose one from the list.`,
    )
  return readLog(read, parsed.ref, count, signal)
}

/** `range` is a full ref, a commit id or two of them with `..`. */
export async function readLog(read: Reader, range: string, count: number, signal?: AbortSignal) {
  const format = `--format=tformat:${fields.join('%x00')}`
  const args = ['log', '-z', `--max-count=${count}`, '--no-show-signature', '--no-color', format]
  const parts = (await read([...args, '--end-of-options', range, '--'], signal)).split('\0')
  const commits: CommitSummary[] = []
  for (let at = 0; at + fields.length <= parts.length; at += fields.length) {
    const [id = '', author = '', date = '', subject = ''] = parts.slice(at, at + fields.length)
    commits.push({
      id,
      author: cut(author, longestAuthor),
      authoredAt: dateOf(date),
      subject: cut(subject, longestSubject),
    })
  }
  return commits
}

/** `commit` is a whole id. @throws RevisionNotFound */
export async function readSignatures(read: Reader, commit: string, signal?: AbortSignal): Promise<CommitSignatures> {
  if (!(await commitOf(read, commit, signal))) throw new RevisionNotFound(`There is no commit ${commit}.`)
  const format = '--format=%an%x00%ae%x00%cn%x00%ce'
  const args = ['log', '--max-count=1', '--no-show-signature', '--no-color', format, '--end-of-options', commit, '--']
  const [author = '', authorEmail = '', committer = '', committerEmail = ''] = (await read(args, signal))
    .replace(/\n$/, '')
    .split('\0')
    .map((part) => cut(part, longestAuthor))
  return { author: { name: author, email: authorEmail }, committer: { name: committer, email: committerEmail } }
}

/** Never leaves half of a surrogate pair. */
const cut = (text: string, most: number) => text.slice(0, most).replace(/\p{Surrogate}/gu, '')

/** A commit may carry any nonsense as its date. */
function dateOf(text: string): Date {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? new Date(0) : date
}
