/** Tells again and again which builds lie on this worker's disk. */
export function createBuildTeller(parts: {
  tell(): Promise<void>
  report(error: unknown, what: string): void
  everyMs: number
}) {
  const { tell, report, everyMs } = parts
  let timer: NodeJS.Timeout | undefined
  let telling: Promise<void> | null = null
  const run = () => {
    telling ??= tell()
      .catch((error: unknown) => report(error, 'Which builds lie here could not be told'))
      .finally(() => {
        telling = null
      })
    return telling
  }
  return {
    start() {
      timer = setInterval(run, everyMs).unref()
      void run()
    },
    async stop() {
      clearInterval(timer)
      await telling
    },
  }
}
