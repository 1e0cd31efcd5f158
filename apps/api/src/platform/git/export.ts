import { StepFailed } from '../../engine/errors.ts'
import type { ExportOptions } from '../../engine/ports.ts'
import { run } from '../process/run.ts'
import type { Git } from './command.ts'
import { lastWords } from './failures.ts'
import { missingParts, noticesOf } from './notices.ts'

/**
 * Both ends of the pipe are programs, so that the bytes never come through this process, and both statuses count; not
 * every sh has pipefail. The repository and the commit come as arguments, never in the text.
 */
const archiveIntoTar = `
ended=$({ { git --git-dir="$1" archive --format=tar "$2"; echo $? >&3; } | tar -x --no-same-owner -f - >&2; echo $? >&3; } 3>&1)
[ "$ended" = "0
0" ]`

/**
 * Writes a commit's tree into `directory`. What the repository marks `export-ignore` is left out, as git does.
 * @param prepare fetches what Git LFS keeps, where it is wanted and there is any, and answers what git then runs with
 * @throws StepFailed with what git or tar said; an AbortError, after both have ended
 */
export async function exportTree(
  git: Git,
  path: string,
  commit: string,
  directory: string,
  options: ExportOptions,
  prepare: () => Promise<Record<string, string>>,
): Promise<void> {
  const { signal, onOutput } = options
  const lacks = await missingParts(git, path, commit, signal)
  const env = lacks.largeFiles && options.largeFiles ? await prepare() : {}
  await unpack(git, path, commit, directory, env, signal)
  const notices = noticesOf(lacks, options)
  for (const line of notices) await onOutput?.({ stream: 'STDERR', bytes: Buffer.from(`${line}\n`) })
}

async function unpack(
  git: Git,
  path: string,
  commit: string,
  directory: string,
  env: Record<string, string>,
  signal?: AbortSignal,
) {
  let said = ''
  const exit = await run('/bin/sh', ['-c', archiveIntoTar, 'sh', path, commit], {
    cwd: directory,
    env: { ...git.environment, ...env },
    signal,
    totalTimeoutMs: git.limits.totalTimeoutMs,
    graceMs: git.limits.graceMs,
    onOutput: ({ bytes }) => {
      said = (said + bytes.toString()).slice(-4096)
    },
  })
  if (exit.code === 0) return
  // When tar gives up, git only complains about the broken pipe.
  const tar = said
    .split('\n')
    .find((line) => line.startsWith('tar: ') && !/unexpected EOF|not look like a tar/i.test(line))
  throw new StepFailed(`The commit could not be exported: ${tar ?? lastWords(said)}`, exit.code)
}
