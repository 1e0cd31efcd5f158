/** So often deadlines are looked at. Votes behind one are refused anyway; this is how soon the result shows. */
const EVERY_MS = 1_000

export interface PollCloser {
  start(): void
  /** Ends what is being closed, then closes nothing more. */
  stop(): Promise<void>
}

/** Closes polls at their deadlines. Any number of processes may do so at once: a poll is closed behind its lock, once. */
export function createPollCloser({
  closeDuePolls,
  report,
  everyMs = EVERY_MS,
}: {
  closeDuePolls(): Promise<void>
  report(error: unknown, what: string): void
  everyMs?: number
}): PollCloser {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let closing = Promise.resolve()

  const look = () => {
    closing = closeDuePolls()
      .catch((error: unknown) => report(error, 'Closing polls'))
      .then(next)
  }
  const next = () => {
    if (!stopped) timer = setTimeout(look, everyMs).unref()
  }

  return {
    start: next,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await closing
    },
  }
}
