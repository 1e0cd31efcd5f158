import { createRepeated, type Repeated } from './repeated.ts'

/** So soon an approved ticket does what it is for. */
const EVERY_MS = 1_000

/** Starts what starts by itself, and runs commands: each once, however many processes do this at once. */
export function createTicketActionWorker({
  startDueActions,
  runDueCommands,
  report,
  everyMs = EVERY_MS,
}: {
  startDueActions(): Promise<void>
  runDueCommands(signal: AbortSignal): Promise<void>
  report(error: unknown, what: string): void
  everyMs?: number
}): Repeated {
  const stopping = new AbortController()
  const what = 'Doing what approved tickets are for'
  const starting = createRepeated({ work: startDueActions, what, report, everyMs })
  // Commands may take an hour: they hold up no other ticket.
  const running = createRepeated({ work: () => runDueCommands(stopping.signal), what, report, everyMs })
  return {
    start() {
      starting.start()
      running.start()
    },
    async stop() {
      stopping.abort()
      await Promise.all([starting.stop(), running.stop()])
    },
  }
}
