interface LookingOptions {
  /** Takes all that there is to take. */
  work(): Promise<void>
  /** What is reported, such as `Looking for commands`. */
  what: string
  report(error: unknown, what: string): void
  /** A lost hint costs at most this, in ms. */
  everyMs: number
}

/** Looks for work: at once when told to, and every `everyMs`; never twice at the same time, and once more when told to meanwhile. */
export function createLooking({ work, what, report, everyMs }: LookingOptions) {
  let stopping = false
  let looking: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | undefined

  async function untilQuiet(): Promise<void> {
    do {
      again = false
      await work()
    } while (again && !stopping)
  }

  function look(): void {
    again = true
    if (stopping || looking) return
    looking = untilQuiet()
      .catch((error: unknown) => report(error, what))
      .finally(() => {
        looking = null
      })
  }

  return {
    look,
    isStopping: () => stopping,
    start() {
      timer = setInterval(look, everyMs)
      look()
    },
    /** Looks no more; what is being taken is taken. */
    async stop(): Promise<void> {
      stopping = true
      clearInterval(timer)
      await looking
    },
  }
}

/** Waits until everything has ended; what has not within `graceMs` is given up first. */
export async function endAll<T extends { done: Promise<unknown> }>(
  running: ReadonlyMap<string, T>,
  graceMs: number,
  giveUp: (each: T) => void,
): Promise<void> {
  const ended = () => Promise.allSettled([...running.values()].map(({ done }) => done))
  let timer: NodeJS.Timeout | undefined
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs)
  })
  await Promise.race([ended(), grace])
  clearTimeout(timer)
  for (const each of running.values()) giveUp(each)
  await ended()
}
