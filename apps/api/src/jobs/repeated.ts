export interface Repeated {
  start(): void
  /** Ends what is under way, then does nothing more. */
  stop(): Promise<void>
}

/** Does something again and again: `everyMs` after it was done, it is done again. What fails is reported and tried again. */
export function createRepeated({
  work,
  what,
  report,
  everyMs,
}: {
  work(): Promise<unknown>
  /** What is reported, such as `Closing polls`. */
  what: string
  report(error: unknown, what: string): void
  everyMs: number
}): Repeated {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let working = Promise.resolve()

  const look = () => {
    working = work()
      .catch((error: unknown) => report(error, what))
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
      await working
    },
  }
}
