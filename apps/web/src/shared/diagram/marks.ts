import type { StepStatus } from '../theme/states.ts'

/** The states' signs on a 12 by 12 grid, in the path language of the diagram library. */
export const marks: Record<StepStatus, string> = {
  PENDING: 'M5 6 L7 6',
  BLOCKED: 'M4.2 3 L4.2 9 M7.8 3 L7.8 9',
  RUNNING: 'M4 2.5 L9.5 6 L4 9.5 z',
  SUCCEEDED: 'M2.5 6.5 L5 9 L9.5 3.5',
  FAILED: 'M3 3 L9 9 M9 3 L3 9',
  CANCELLED: 'M2.5 9.5 L9.5 2.5',
  SKIPPED: 'M3 3 L6 6 L3 9 M8.5 3 L8.5 9',
  UNKNOWN: 'M3.8 4.2 C3.8 1.4 8.4 1.6 8.2 4.4 C8 6 6 5.8 6 7.4 M6 9.4 L6 9.9',
}

/** Solid for what is certain, dashed for what waits, dotted for what never will be. */
export const dashes: Record<StepStatus, number[] | null> = {
  PENDING: [5, 3],
  BLOCKED: [2, 3],
  RUNNING: null,
  SUCCEEDED: null,
  FAILED: null,
  CANCELLED: [8, 3],
  SKIPPED: [1, 3],
  UNKNOWN: [6, 2, 1, 2],
}
