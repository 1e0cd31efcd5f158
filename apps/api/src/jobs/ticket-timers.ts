import { createRepeated, type Repeated } from './repeated.ts'

/** So often it is looked for what is due. Deadlines are minutes at least. */
const EVERY_MS = 1_000

/** Reminds, escalates and expires where nobody decides. Any number of processes may do so at once: each fires once. */
export const createTicketTimers = ({
  fireDueTimers,
  report,
  everyMs = EVERY_MS,
}: {
  fireDueTimers(): Promise<void>
  report(error: unknown, what: string): void
  everyMs?: number
}): Repeated => createRepeated({ work: fireDueTimers, what: 'Firing the timers of tickets', report, everyMs })
