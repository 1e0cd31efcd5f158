import { RevisionNotFound } from '../../engine/errors.ts'
import type { Difference, FilePatch, RepositoryMirror } from '../../engine/repository.ts'
import { badInput } from '../kernel/errors.ts'
import { asUnreachable } from './repositories.ts'

const nothing: Difference = { commits: [], takenBack: [], files: [], truncated: false }
/** As long as a path may be on Linux. */
const longestPath = 4096

const isPath = (path: string) =>
  path !== '' &&
  path.length <= longestPath &&
  !path.includes('\0') &&
  !path.startsWith('/') &&
  !path.split('/').includes('..')

/** Where a project went from one commit to another. */
export interface Move {
  projectId: string
  /** Null: nothing was there before. */
  from: string | null
  to: string
}

/** Commits and files between two commits that are known, such as those of a release. */
export function createChanges({ mirrorOf }: { mirrorOf(projectId: string): Promise<RepositoryMirror> }) {
  /** What a rewritten branch took away can't be shown any more. */
  const missing =
    <T>(instead: T) =>
    (error: unknown): T => {
      if (error instanceof RevisionNotFound) return instead
      throw asUnreachable(error)
    }

  return {
    /** @throws CallerError NOT_FOUND, UNREACHABLE */
    async changesOf({ projectId, from, to }: Move): Promise<Difference> {
      const mirror = await mirrorOf(projectId)
      if (from !== null) return mirror.difference(from, to).catch(missing({ ...nothing, truncated: true }))
      const commits = await mirror.commits(to, 50).catch(missing([]))
      return { ...nothing, commits, truncated: commits.length === 50 }
    },

    /** How one file differs. @throws CallerError BAD_USER_INPUT, NOT_FOUND, UNREACHABLE */
    async patchOf({ projectId, from, to }: Move, path: string): Promise<FilePatch | null> {
      if (!isPath(path)) throw badInput([{ path: 'path', message: 'Give the path of a file as `files` tells it.' }])
      const mirror = await mirrorOf(projectId)
      return mirror.patch(from, to, path).catch(missing(null))
    },
  }
}
