import { CancelRequested } from '../errors.ts'
import { fail, failServer, type Run } from './run-state.ts'
import { wayBackBegun } from './way-back.ts'

/**
 * An attempt that failed before its worker died is not carried on, only brought to its end; nor is one whose hook was
 * running, for nobody knows what a second run of it would do. Notes why, where the dead worker had written it down.
 */
export async function noteBrokenAttempt(run: Run): Promise<void> {
  const message = 'It is unknown whether this command finished before the worker died, so it is not run again.'
  for (const key of run.leftRunning) if (key.startsWith('hook:')) await run.book.change(key, 'FAILED', { message })
  for (const { key, message: stored } of run.steps) {
    const status = run.book.status(key)
    if ((status !== 'FAILED' && status !== 'CANCELLED') || key.startsWith('rollback:')) continue
    const sentence = run.leftRunning.has(key) ? message : stored
    const server = run.servers.find(({ id }) => key.endsWith(`:${id}`))
    if (status === 'FAILED' && server) failServer(run, server, sentence ?? 'It had failed before the worker died.')
    else fail(run, sentence ? `${key}: ${sentence}` : `The step ${key} had ended as ${status} before the worker died.`)
  }
}

/** A wish to keep what had switched comes too late for a release that had begun to go back because it failed. */
export const mustFinishWayBack = (run: Run): boolean => {
  const { reason } = run.signal
  return wayBackBegun(run) && reason instanceof CancelRequested && reason.switched === 'KEEP'
}
