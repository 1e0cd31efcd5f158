/** Clears images that wait for a message in vain: at the start and every hour. Several processes may do it at once. */
export function createAttachmentClearing(parts: {
  clear(): Promise<number>
  report(error: unknown, what: string): void
  everyMs?: number
}) {
  const { clear, report, everyMs = 60 * 60_000 } = parts
  let timer: NodeJS.Timeout | undefined
  const run = () => clear().catch((error: unknown) => report(error, 'Old uploads were not cleared'))
  return {
    start() {
      timer = setInterval(run, everyMs).unref()
      void run()
    },
    stop: () => clearInterval(timer),
  }
}
