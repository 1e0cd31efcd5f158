import { createRepeated, type Repeated } from './repeated.ts'

/** So often deadlines are looked at. Votes behind one are refused anyway; this is how soon the result shows. */
const EVERY_MS = 1_000

export type PollCloser = Repeated

/** Closes polls at their deadlines. Any number of processes may do so at once: a poll is closed behind its lock, once. */
export const createPollCloser = ({
  closeDuePolls,
  report,
  everyMs = EVERY_MS,
}: {
  closeDuePolls(): Promise<void>
  report(error: unknown, what: string): void
  everyMs?: number
}): PollCloser => createRepeated({ work: closeDuePolls, what: 'Closing polls', report, everyMs })
