import { RevisionNotFound } from '../../engine/errors.ts'
import { parseRevision } from '../../engine/revision.ts'
import type { Git } from './command.ts'
import type { Reader } from './reader.ts'

/** See RepositoryMirror.resolve for the rules. @throws RevisionNotFound */
export async function resolveRevision(read: Reader, text: string, signal?: AbortSignal): Promise<string> {
  const parsed = parseRevision(text)
  if ('problem' in parsed) throw new RevisionNotFound(parsed.problem)
  const { revision } = parsed
  const peel = (what: string) => commitOf(read, what, signal)
  switch (revision.kind) {
    case 'HEAD':
      return (await peel('HEAD')) ?? fail('The repository is empty: it has no default branch yet. Push a commit first.')
    case 'REF':
      return (await peel(revision.ref)) ?? fail(`There is no ${revision.text} in the repository. ${advice}`)
    case 'COMMIT':
      return (await peel(revision.commit)) ?? fail(`There is no commit ${revision.commit} in the repository. ${advice}`)
    case 'NAME': {
      const [branch, tag] = await Promise.all([peel(`refs/heads/${revision.name}`), peel(`refs/tags/${revision.name}`)])
      if (branch && tag && branch !== tag)
        return fail(
          `“${revision.name}” is a branch and a tag. Write refs/heads/${revision.name} or refs/tags/${revision.name}.`,
        )
      return branch ?? tag ?? abbreviated(read, revision.name, revision.abbreviation, signal)
    }
  }
}

const advice = 'Fetch again, or choose one from the list.'

async function abbreviated(read: Reader, name: string, start: string | null, signal?: AbortSignal): Promise<string> {
  const nothing = `There is no branch, tag or commit “${name}” in the repository. ${advice}`
  if (!start) return fail(nothing)
  // Every object with this start, whatever it is; only commits count.
  const listed = await read(['rev-parse', `--disambiguate=${start}`], signal)
  const ids = listed.split('\n').filter(Boolean).slice(0, 20)
  const commits: string[] = []
  for (const id of ids) if ((await read(['cat-file', '-t', id], signal)).trim() === 'commit') commits.push(id)
  if (commits.length > 1) return fail(`Several commits start with “${start}”. Write more of the commit id.`)
  return commits[0] ?? fail(nothing)
}

/** The commit behind an id or a full ref, annotated tags peeled; null when there is none. */
export async function commitOf(read: Reader, what: string, signal?: AbortSignal): Promise<string | null> {
  try {
    const id = (await read(['rev-parse', '--verify', '--end-of-options', `${what}^{commit}`], signal)).trim()
    return /^[0-9a-f]{40,64}$/.test(id) ? id : null
  } catch (error) {
    if (signal?.aborted) throw error
    if (/Needed a single revision|unknown revision|bad revision|expected .* type/i.test(String(error))) return null
    throw error
  }
}

/** Nothing else may stand where git takes a commit: it could be an option or a refspec. */
export const isWholeId = (text: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** Whether the mirror holds the commit. */
export async function isCommit(git: Git, path: string, commit: string, signal?: AbortSignal): Promise<boolean> {
  if (!isWholeId(commit)) return false
  const { code } = await git.run(['cat-file', '-e', `${commit}^{commit}`], { cwd: path, signal })
  return code === 0
}

const fail = (message: string): never => {
  throw new RevisionNotFound(message)
}
