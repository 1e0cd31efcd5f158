import { RepositoryUnreachable } from '../../engine/errors.ts'
import type { RepositoryMirror, RepositoryMirrors } from '../../engine/repository.ts'
import { parseRepositoryUrl, type RepositoryUrl } from '../../engine/repository-url.ts'
import type { PrismaClient } from '../../platform/database/database.ts'
import type { OpenCredential } from '../credentials/credentials.ports.ts'
import { badInput, CallerError, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'

export interface RepositoriesPorts {
  prisma: PrismaClient
  mirrors: RepositoryMirrors
  openCredential(id: string): Promise<OpenCredential>
  /** Whether repositories may lie on this machine's disk. */
  allowFiles: boolean
}

/** The repositories behind projects: is there one, and where is its mirror. */
export function createRepositories({ prisma, mirrors, openCredential, allowFiles }: RepositoriesPorts) {
  /** @throws CallerError BAD_USER_INPUT */
  function requireUrl(text: string, field: string): RepositoryUrl {
    const parsed = parseRepositoryUrl(text, { allowFiles })
    if ('problem' in parsed) throw badInput([{ path: field, message: parsed.problem }])
    return parsed.url
  }

  async function openChosen(credentialId: string | null, field: string): Promise<OpenCredential | null> {
    if (credentialId === null) return null
    return openCredential(credentialId).catch((error) => {
      const missing = error instanceof CallerError && error.code === 'NOT_FOUND'
      throw missing ? badInput([{ path: field, message: 'There is no credential with this id.' }]) : error
    })
  }

  return {
    requireUrl,

    /** Asks the repository itself. @throws CallerError UNREACHABLE with `reason` and the field, BAD_USER_INPUT */
    async requireAnswer(url: RepositoryUrl, credentialId: string | null, signal?: AbortSignal): Promise<void> {
      const check = await mirrors.check(url, await openChosen(credentialId, 'input.credentialId'), { signal })
      if (check.ok) return
      const path = check.code === 'SIGN_IN_REFUSED' && credentialId ? 'input.credentialId' : 'input.repositoryUrl'
      throw new CallerError('UNREACHABLE', check.message, {
        reason: check.code,
        fields: [{ path, message: check.message }],
      })
    },

    /** The mirror of a project's repository. @throws CallerError NOT_FOUND */
    async mirrorOf(projectId: string): Promise<RepositoryMirror> {
      const project = isId(projectId) ? await prisma.project.findUnique({ where: { id: projectId } }) : null
      if (!project) throw notFound('project')
      const url = requireUrl(project.repositoryUrl, 'repositoryUrl')
      return mirrors.mirror(url, await openChosen(project.credentialId, 'credentialId'))
    },

    /** Clears the disk of mirrors that belong to no project any more. */
    async dropUnusedMirrors(): Promise<void> {
      const projects = await prisma.project.findMany({ select: { repositoryUrl: true, credentialId: true } })
      const inUse = projects.flatMap(({ repositoryUrl, credentialId }) => {
        const parsed = parseRepositoryUrl(repositoryUrl, { allowFiles: true })
        return 'url' in parsed ? [{ url: parsed.url, credentialId }] : []
      })
      await mirrors.keepOnly(inUse)
    },
  }
}

export type Repositories = ReturnType<typeof createRepositories>

/** A repository that does not answer is something that the caller can mend. */
export const asUnreachable = (error: unknown): unknown =>
  error instanceof RepositoryUnreachable ? new CallerError('UNREACHABLE', error.message) : error
