import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { StepFailed } from '../../engine/errors.ts'
import type { SourceOptions } from '../../engine/ports.ts'
import { run } from '../process/run.ts'
import type { Git } from './command.ts'
import { lastWords } from './failures.ts'
import { noticesOf } from './notices.ts'

/**
 * `git archive | tar -x`, with backpressure. What the repository marks `export-ignore` is left out, as git does.
 * @throws StepFailed with what git or tar said; an AbortError, after both have ended
 */
export async function exportTree(
  git: Git,
  path: string,
  commit: string,
  directory: string,
  options: SourceOptions,
): Promise<void> {
  const either = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, either.signal]) : either.signal
  const tube = new PassThrough({ highWaterMark: 1024 * 1024 })
  const limits = { idleTimeoutMs: git.limits.idleTimeoutMs, totalTimeoutMs: git.limits.totalTimeoutMs }
  const stopBoth = (error: unknown) => {
    either.abort()
    throw error
  }
  const archive = async () => {
    const result = await git.run(['archive', '--format=tar', '--end-of-options', commit], {
      ...limits,
      cwd: path,
      signal,
      onOutput: async ({ stream, bytes }) => {
        if (stream === 'STDOUT' && !tube.write(bytes)) await once(tube, 'drain', { signal })
      },
    })
    if (result.code !== 0)
      throw new StepFailed(`Git could not export the commit: ${lastWords(result.stderr)}`, result.code)
    tube.end()
  }
  const unpack = async () => {
    let said = ''
    const exit = await run('tar', ['-x', '--no-same-owner', '-f', '-'], {
      ...limits,
      cwd: directory,
      env: git.environment,
      graceMs: git.limits.graceMs,
      signal,
      stdin: tube,
      onOutput: ({ bytes }) => {
        said = (said + bytes.toString()).slice(-4096)
      },
    })
    if (exit.code !== 0)
      throw new StepFailed(`The files could not be written to the work directory: ${lastWords(said)}`, exit.code)
  }
  const notices = options.onOutput ? noticesOf(git, path, commit, signal) : Promise.resolve([])
  const [archived, unpacked, noticed] = await Promise.allSettled([
    archive().catch(stopBoth),
    unpack().catch(stopBoth),
    notices,
  ])
  options.signal?.throwIfAborted()
  // Whoever failed first took the other down with it; an AbortError is only the echo.
  const failures = [unpacked, archived].filter((result) => result.status === 'rejected').map((result) => result.reason)
  const telling = failures.find((error) => error?.name !== 'AbortError') ?? failures[0]
  if (telling) throw telling
  if (noticed.status === 'fulfilled')
    for (const line of noticed.value) await options.onOutput?.({ stream: 'STDERR', bytes: Buffer.from(`${line}\n`) })
}
