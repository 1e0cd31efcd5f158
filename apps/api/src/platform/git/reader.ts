import { simpleGit } from 'simple-git'
import { createTurns } from '../../modules/kernel/turns.ts'
import type { Git } from './command.ts'

/** How long reading from the disk may stay silent. */
const blockMs = 30_000

/** One question of the API may ask about fifty revisions, and each answer is a program that starts. */
const inTurn = createTurns(8)

/**
 * Short questions to a mirror on this disk, answered as text. Nothing a person typed is an option here: refs are whole
 * (`refs/…`) or commit ids. simple-git drops guarded variables, so ours are named.
 */
export function createReader(git: Git, path: string) {
  return async (args: string[], signal?: AbortSignal): Promise<string> =>
    inTurn(async () =>
      simpleGit({
        baseDir: path,
        abort: signal,
        trimmed: false,
        timeout: { block: blockMs },
        allowEnvironment: Object.keys(git.environment).filter((name) => name.startsWith('GIT_')),
        unsafe: { allowUnsafeConfigPaths: true, allowUnsafeProtocolOverride: true },
      })
        .env(git.environment)
        .raw(args),
    )
}

export type Reader = ReturnType<typeof createReader>
