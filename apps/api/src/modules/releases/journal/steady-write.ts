import { LeaseLost } from '../../../engine/errors.ts'
import type { EventLog } from '../../../streams/event-log.ts'

/** Long enough for a database that is restarted, shorter than a lease. */
const RETRY_DELAYS_MS = [100, 400, 1500, 4000, 6000]
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Writes batches through failures of the database, each once. Its caller alone writes the stream of output, so a head that moved
 * proves that a write whose answer was lost had its effect. `store` answers the output's new head, null when the batch had none.
 */
export function writeSteadily<E>(
  log: Pick<EventLog, 'head'>,
  output: string,
  store: (entries: E[]) => Promise<number | null>,
): (entries: E[]) => Promise<void> {
  let outputHead: number | null = null
  return async (entries) => {
    for (let tries = 0; ; tries++) {
      try {
        const now = tries === 0 && outputHead !== null ? outputHead : await log.head(output)
        const moved = outputHead !== null && now !== outputHead
        outputHead = now
        if (moved) return
        outputHead = (await store(entries)) ?? outputHead
        return
      } catch (error) {
        const delay = RETRY_DELAYS_MS[tries]
        if (error instanceof LeaseLost || delay === undefined) throw error
        await pause(delay)
      }
    }
  }
}
