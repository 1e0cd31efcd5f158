import { createRepeated, type Repeated } from './repeated.ts'

/** So soon an approved ticket does what it is for. */
const EVERY_MS = 1_000

/** Starts what starts by itself: each once, however many processes do this at once. */
export const createTicketActionWorker = ({
  startDueActions,
  report,
  everyMs = EVERY_MS,
}: {
  startDueActions(): Promise<void>
  report(error: unknown, what: string): void
  everyMs?: number
}): Repeated => createRepeated({ work: startDueActions, what: 'Doing what approved tickets are for', report, everyMs })
