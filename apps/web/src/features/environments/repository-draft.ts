import type { Environment } from './operations.ts'

/** What the form holds about sendoff.yml and packing. */
export interface RepositoryDraft {
  repositoryFile: 'IGNORE' | 'FALLBACK' | 'WINS'
  /** One pattern a line. */
  include: string
  exclude: string
}

type Stored = Pick<Environment, 'repositoryFile' | 'packing'>

/** A new environment takes what a repository brings along; the person sees the switch before they save. */
export const repositoryDraft = (stored: Stored | null): RepositoryDraft => ({
  repositoryFile: stored?.repositoryFile ?? 'FALLBACK',
  include: stored?.packing.include.join('\n') ?? '',
  exclude: stored?.packing.exclude.join('\n') ?? '',
})

/** Lines of a .gitignore may be pasted as they are. */
const patterns = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

export const repositoryInput = ({ repositoryFile, include, exclude }: RepositoryDraft) => ({
  repositoryFile,
  packing: { include: patterns(include), exclude: patterns(exclude) },
})
