import { RevisionNotFound } from '../../engine/errors.ts'
import type {
  CommitSignatures,
  CommitSummary,
  Difference,
  RepositoryMirror,
  Revisions,
} from '../../engine/repository.ts'
import { parseBranch, parseRevision } from '../../engine/revision.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import { badInput, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { guardProjects } from './projects.policy.ts'
import { asUnreachable } from './repositories.ts'

/** What a release of the revision would bring. */
export interface ShipPreview extends Difference {
  environmentId: string
  commit: string
  liveCommit: string | null
}

export interface FetchedRevisions extends Revisions {
  projectId: string
}

interface RevisionsPorts {
  prisma: PrismaClient
  mirrorOf(projectId: string): Promise<RepositoryMirror>
}

/** Branches, tags and commits, as the project's mirror knows them. */
export function createRevisions({ prisma, mirrorOf }: RevisionsPorts) {
  /** A revision that the mirror lacks may be new: fetches once and looks again. */
  async function resolve(mirror: RepositoryMirror, revision: string, field: string): Promise<string> {
    const parsed = parseRevision(revision)
    if ('problem' in parsed) throw badInput([{ path: field, message: parsed.problem }])
    try {
      return await mirror.resolve(revision)
    } catch (error) {
      if (!(error instanceof RevisionNotFound)) throw asUnreachable(error)
    }
    try {
      await mirror.refresh()
      return await mirror.resolve(revision)
    } catch (error) {
      throw error instanceof RevisionNotFound
        ? badInput([{ path: field, message: error.message }])
        : asUnreachable(error)
    }
  }

  return {
    /** Fetches from the repository. @throws CallerError FORBIDDEN, NOT_FOUND, UNREACHABLE */
    async fetchRevisions(viewer: Viewer, projectId: string, signal?: AbortSignal): Promise<FetchedRevisions> {
      guardProjects(viewer, 'fetchRevisions')
      const mirror = await mirrorOf(projectId)
      try {
        await mirror.refresh({ signal })
        return { projectId, ...(await mirror.revisions({ signal })) }
      } catch (error) {
        throw asUnreachable(error)
      }
    },

    /** @throws CallerError BAD_USER_INPUT, NOT_FOUND */
    async commitsOf(projectId: string, branch: string, first: number): Promise<CommitSummary[]> {
      const parsed = parseBranch(branch)
      if ('problem' in parsed) throw badInput([{ path: 'branch', message: parsed.problem }])
      if (first < 1 || first > 200) throw badInput([{ path: 'first', message: 'Ask for 1 to 200 commits.' }])
      const mirror = await mirrorOf(projectId)
      return mirror.commits(branch, first).catch((error) => {
        throw error instanceof RevisionNotFound
          ? badInput([{ path: 'branch', message: error.message }])
          : asUnreachable(error)
      })
    },

    /**
     * What a person named, as the repository is now: the full commit id, its first line and who wrote it.
     * @throws RevisionNotFound, RepositoryUnreachable
     */
    async resolveRevision(
      project: { id: string },
      revision: string,
    ): Promise<{
      commit: string
      subject: string | null
      author: string | null
      signatures: CommitSignatures | null
    }> {
      const mirror = await mirrorOf(project.id)
      await mirror.refresh()
      const commit = await mirror.resolve(revision)
      const [latest] = await mirror.commits(commit, 1).catch(() => [])
      const known = latest?.id === commit ? latest : null
      const signatures = await mirror.signatures(commit).catch(() => null)
      return { commit, subject: known?.subject ?? null, author: known?.author ?? null, signatures }
    },

    /** Commits and files between what is live and the revision. @throws CallerError BAD_USER_INPUT, NOT_FOUND, UNREACHABLE */
    async wouldShip(environmentId: string, revision: string): Promise<ShipPreview> {
      const environment = isId(environmentId)
        ? await prisma.environment.findUnique({
            where: { id: environmentId },
            select: { projectId: true, liveRelease: { select: { commit: true } } },
          })
        : null
      if (!environment) throw notFound('environment')
      const mirror = await mirrorOf(environment.projectId)
      const commit = await resolve(mirror, revision, 'revision')
      const liveCommit = environment.liveRelease?.commit ?? null
      const nothing: Difference = { commits: [], takenBack: [], files: [], truncated: false }
      if (liveCommit === null)
        return {
          environmentId,
          commit,
          liveCommit,
          ...nothing,
          commits: await mirror.commits(commit, 50).catch(() => []),
        }
      // The live commit may be gone from the repository (a forced push): then there is nothing to compare with.
      const difference = await mirror.difference(liveCommit, commit).catch((error) => {
        if (error instanceof RevisionNotFound) return { ...nothing, truncated: true }
        throw asUnreachable(error)
      })
      return { environmentId, commit, liveCommit, ...difference }
    },
  }
}
