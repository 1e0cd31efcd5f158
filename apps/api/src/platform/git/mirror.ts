import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RepositoryUnreachable, RevisionNotFound } from '../../engine/errors.ts'
import type { SourceOptions } from '../../engine/ports.ts'
import type { RepositoryMirror } from '../../engine/repository.ts'
import { withFileLock } from '../process/file-lock.ts'
import type { Git, Remote } from './command.ts'
import { readDifference } from './difference.ts'
import { exportTree } from './export.ts'
import { readCommits, readSignatures } from './history.ts'
import { fetchLargeFiles } from './large-files.ts'
import { mirrorName } from './mirror-name.ts'
import { readPatch } from './patch.ts'
import type { Queue } from './queue.ts'
import { readFileAt } from './read-file.ts'
import { createReader } from './reader.ts'
import { fetchInto, refreshMirror } from './refresh.ts'
import { isCommit, isWholeId, resolveRevision } from './resolve.ts'
import { readRevisions } from './revisions.ts'
import { exportWithSubmodules, type OpenMirror, type TreeExport } from './submodules.ts'

/** @param given.modules where the mirrors of submodules lie; they live and go with the repository that brought them */
export function createMirror(given: {
  git: Git
  path: string
  remote: Remote
  queue: Queue
  modules?: string
}): RepositoryMirror & OpenMirror {
  const { git, path, remote } = given
  const read = createReader(git, path)
  const locked = <T>(signal: AbortSignal | undefined, work: () => Promise<T>) =>
    given.queue(path, signal, async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      return withFileLock(`${path}.lock`, signal, work)
    })
  const refresh = (options: SourceOptions = {}) =>
    locked(options.signal, () => refreshMirror(git, path, remote, options))
  /** The first question to a mirror makes it. */
  const ready = async (options: SourceOptions) => {
    if (!existsSync(join(path, 'HEAD'))) await refresh(options)
  }
  const has = (commit: string, options: SourceOptions) =>
    existsSync(join(path, 'HEAD')) ? isCommit(git, path, commit, options.signal) : Promise.resolve(false)

  const modules = given.modules ?? `${path}.modules`
  const open = (other: Remote) => {
    const name = mirrorName(other.url, other.credential?.id ?? null)
    return createMirror({ ...given, path: join(modules, name), remote: other, modules })
  }

  return {
    path,
    remote,
    refresh,
    async revisions(options = {}) {
      await ready(options)
      return readRevisions(read, options.signal)
    },
    async commits(branch, first, options = {}) {
      await ready(options)
      return readCommits(read, branch, first, options.signal)
    },
    async signatures(commit, options = {}) {
      await ready(options)
      return readSignatures(read, commit, options.signal)
    },
    async resolve(revision, options = {}) {
      await ready(options)
      return resolveRevision(read, revision, options.signal)
    },
    async difference(from, to, options = {}) {
      await ready(options)
      for (const commit of [from, to]) if (!(await has(commit, options))) throw missing(commit)
      return readDifference(git, read, path, from, to, options.signal)
    },
    async readFile(commit, file, maxBytes, options = {}) {
      if (!isWholeId(commit) || !(await has(commit, options))) throw missing(commit)
      return readFileAt(git, path, commit, file, maxBytes, options.signal)
    },
    async patch(from, to, file, options = {}) {
      await ready(options)
      for (const commit of [from, to]) if (commit !== null && !(await has(commit, options))) throw missing(commit)
      return readPatch(git, path, from, to, file, options.signal)
    },
    async ensureCommit(commit, options) {
      if (!isWholeId(commit)) throw missing(commit)
      if (await has(commit, options)) return
      await refresh(options)
      if (await has(commit, options)) return
      // A branch was rewritten after the release was planned; many hosts still give the commit away by its id.
      await locked(options.signal, () => fetchInto(git, path, remote, ['--no-tags'], [commit], options)).catch(
        (error: unknown) => {
          if (!(error instanceof RepositoryUnreachable)) throw error
        },
      )
      if (!(await has(commit, options))) throw missing(commit)
    },
    async exportTree(commit, directory, options) {
      if (!isWholeId(commit)) throw missing(commit)
      const tree: TreeExport = (one, id, into, wanted) =>
        exportTree(git, one.path, id, into, wanted, () => fetchLargeFiles(git, one, id, wanted))
      await exportWithSubmodules({ git, open, tree }, this, commit, directory, options)
    },
  }
}

const missing = (commit: string) =>
  new RevisionNotFound(
    `The commit ${commit.slice(0, 12)} is not in the repository any more: its branch or tag was moved or removed. Choose another revision.`,
  )
