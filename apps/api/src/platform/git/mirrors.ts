import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RepositoryUnreachable } from '../../engine/errors.ts'
import type { RepositoryCheck, RepositoryMirrors } from '../../engine/repository.ts'
import { withFileLock } from '../process/file-lock.ts'
import { createGit, type GitLimits } from './command.ts'
import { createMirror } from './mirror.ts'
import { mirrorName } from './mirror-name.ts'
import { preparePlace } from './place.ts'
import { createQueues } from './queue.ts'
import { readRemote } from './remote.ts'

export const gitLimits: GitLimits = {
  idleTimeoutMs: 60_000,
  totalTimeoutMs: 30 * 60_000,
  checkTimeoutMs: 20_000,
  graceMs: 10_000,
}

/**
 * Bare mirrors under `directory`, one per repository and credential: who may not sign in does not read what another's
 * credential has fetched. Several processes may share the directory.
 * @param options.environment what git inherits; see `inheritable`
 * @param options.allowFiles whether `file://` and paths on this machine are repositories too
 */
export async function createMirrors(options: {
  directory: string
  environment: Record<string, string>
  allowFiles?: boolean
  limits?: Partial<GitLimits>
}): Promise<RepositoryMirrors> {
  const { directory, allowFiles = false } = options
  const place = await preparePlace(directory)
  const git = createGit({
    place,
    allowFiles,
    environment: options.environment,
    limits: { ...gitLimits, ...options.limits },
  })
  const queue = createQueues()

  return {
    mirror(url, credential) {
      const path = join(directory, mirrorName(url, credential?.id ?? null))
      return createMirror({ git, path, remote: { url, credential }, queue })
    },
    async check(url, credential, { signal } = {}): Promise<RepositoryCheck> {
      try {
        const { refs } = await readRemote(
          git,
          { url, credential },
          { signal, totalTimeoutMs: git.limits.checkTimeoutMs },
        )
        return { ok: true, empty: refs.size === 0 }
      } catch (error) {
        if (error instanceof RepositoryUnreachable) return { ok: false, code: error.reason, message: error.message }
        throw error
      }
    },
    async keepOnly(inUse, { sparedMs = 3_600_000 } = {}) {
      const kept = new Set(inUse.map(({ url, credentialId }) => mirrorName(url, credentialId)))
      for (const name of await readdir(directory)) {
        if (!/^[0-9a-f]{32}$/.test(name) || kept.has(name)) continue
        const path = join(directory, name)
        const head = await stat(join(path, 'HEAD')).catch(() => null)
        if (head && Date.now() - head.mtimeMs < sparedMs) continue
        await queue(path, undefined, () =>
          withFileLock(`${path}.lock`, undefined, async () => {
            for (const part of [`${path}.modules`, path])
              await rm(part, { recursive: true, force: true, maxRetries: 3 })
          }),
        )
      }
    },
  }
}
