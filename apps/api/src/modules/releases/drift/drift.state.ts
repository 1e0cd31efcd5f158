import type { ServerTruth } from '../../../engine/read-truth.ts'

/** What a server was read to have in an environment's place, and when. Stored as it is. */
export interface Reading extends Omit<ServerTruth, 'serverId'> {
  /** ISO 8601. */
  at: string
}

/** What should be live. */
export interface Expected {
  directory: string
  /** SHA-256 of its build; null when it is not known any more. */
  buildSha: string | null
}

export type DriftState = 'SAME' | 'DIFFERENT' | 'MISSING' | 'UNREACHABLE' | 'UNCHECKED'

/** The states that a release of what should be live mends. */
export const isOff = (state: DriftState) => state === 'DIFFERENT' || state === 'MISSING'

/** How a reading compares with what should be live (null: nothing was shipped yet), with a sentence about what is wrong. */
export function judgeDrift(
  reading: Reading | null,
  expected: Expected | null,
): { state: DriftState; message: string | null } {
  if (reading === null) return { state: 'UNCHECKED', message: null }
  if (!reading.reachable) return { state: 'UNREACHABLE', message: reading.message }
  const directory = expected?.directory ?? null
  if (reading.liveDirectory === null && directory !== null)
    return { state: 'MISSING', message: 'Nothing is live here: `current` is not there.' }
  if (reading.liveDirectory !== directory) return { state: 'DIFFERENT', message: 'Another release is live here.' }
  const changed = reading.buildSha !== null && expected?.buildSha != null && expected.buildSha !== reading.buildSha
  if (!changed) return { state: 'SAME', message: null }
  return { state: 'DIFFERENT', message: 'The directory holds another build than the one that was shipped.' }
}
