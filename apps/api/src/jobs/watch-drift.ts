/** So often it is asked whether an environment is due. */
const EVERY_MS = 60_000

/** Asks by itself what servers really have, one environment after the other. Any number of workers may do so at once. */
export function createDriftWatch(parts: {
  /** Checks the environment that has waited longest; false: none is due. */
  checkNext(signal: AbortSignal): Promise<boolean>
  report(error: unknown, what: string): void
  everyMs?: number
}) {
  const { checkNext, report, everyMs = EVERY_MS } = parts
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking = Promise.resolve()

  async function look(): Promise<void> {
    while (!stopping.signal.aborted && (await checkNext(stopping.signal))) {}
  }
  const next = () => {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) report(error, 'What servers really have could not be checked')
        })
        .then(next)
    }, everyMs).unref()
  }

  return {
    start: next,
    async stop(): Promise<void> {
      stopping.abort(new Error('The process ends.'))
      clearTimeout(timer)
      await looking
    },
  }
}
