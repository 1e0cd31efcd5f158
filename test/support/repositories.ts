import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Change,
  commitCommands,
  createBare,
  fastImport,
  ownGit,
  tagCommands,
} from '../../apps/api/src/demo/fast-import.ts'
import type { RepositoryCredential, RepositoryMirror, RepositoryMirrors } from '../../apps/api/src/engine/repository.ts'
import { parseRepositoryUrl, type RepositoryUrl } from '../../apps/api/src/engine/repository-url.ts'
import { createMirrors } from '../../apps/api/src/platform/git/mirrors.ts'
import { inheritable } from '../../apps/api/src/platform/process/environment.ts'

type Content = string | Buffer | null | Change

export interface TestRepository {
  /** Absolute path of the bare repository; a URL where files are allowed. */
  path: string
  /** Commits on a branch (`main` when absent) and returns the commit's id. `from` starts or rewrites the branch there. */
  commit(
    files: Record<string, Content>,
    options?: { branch?: string; from?: string; message?: string; author?: string; at?: Date },
  ): Promise<string>
  /** An annotated tag; moves it where it is. */
  tag(name: string, target: string): Promise<void>
  git(...args: string[]): Promise<string>
}

/** A real bare repository; commits are written by fast-import, so any file name works and no work tree is needed. */
export async function createTestRepository(path: string): Promise<TestRepository> {
  await createBare(path)
  const git = (...args: string[]) => ownGit(path, args)
  let second = 0
  return {
    path,
    git,
    async commit(files, options = {}) {
      const ref = `refs/heads/${options.branch ?? 'main'}`
      const tip = await git('for-each-ref', '--format=%(objectname)', ref)
      const changes = Object.entries(files).map(([name, content]): [string, Change] => [
        name,
        content === null || typeof content === 'string' || Buffer.isBuffer(content) ? { content } : content,
      ])
      const author = { name: options.author ?? 'Ada', email: 'ada@example.com' }
      const at = options.at ?? new Date(Date.UTC(2026, 0, 1) + second++ * 1000)
      const message = options.message ?? `Change ${Object.keys(files).length} files`
      const from = options.from ?? (tip.trim() || undefined)
      await fastImport(path, [commitCommands({ ref, from, author, at, message, files: Object.fromEntries(changes) })])
      return (await git('rev-parse', ref)).trim()
    },
    async tag(name, target) {
      const tagger = { name: 'Ada', email: 'ada@example.com' }
      await fastImport(path, [tagCommands({ name, target, tagger, at: new Date(0), message: name })])
    },
  }
}

export function url(text: string): RepositoryUrl {
  const parsed = parseRepositoryUrl(text, { allowFiles: true })
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.url
}

export interface MirrorBench {
  folder: string
  mirrorsDirectory: string
  mirrors: RepositoryMirrors
  repository: TestRepository
  /** The mirror of `repository`. */
  mirror: RepositoryMirror
  mirrorOf(address: string, credential?: RepositoryCredential | null): RepositoryMirror
  /** An empty directory. */
  empty(): Promise<string>
  close(): Promise<void>
}

/** A repository, and mirrors in a directory of their own. */
export async function openMirrorBench(
  options: { graceMs?: number; idleTimeoutMs?: number } = {},
): Promise<MirrorBench> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-git-'))
  const repository = await createTestRepository(join(folder, 'shop.git'))
  const mirrorsDirectory = join(folder, 'it’s mirrors')
  const mirrors = await openMirrors(mirrorsDirectory, options)
  const mirrorOf = (address: string, credential: RepositoryCredential | null = null) =>
    mirrors.mirror(url(address), credential)
  return {
    folder,
    mirrorsDirectory,
    mirrors,
    repository,
    mirror: mirrorOf(repository.path),
    mirrorOf,
    empty: () => mkdtemp(join(folder, 'tree-')),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

export const openMirrors = (directory: string, limits: { graceMs?: number; idleTimeoutMs?: number } = {}) =>
  createMirrors({ directory, environment: inheritable(process.env), allowFiles: true, limits })
