export type CommandRunState = 'QUEUED' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
export type CommandTargetState =
  | 'PENDING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'UNREACHABLE'
  | 'CANCELLED'
  | 'SKIPPED'
  | 'UNKNOWN'

/** What each state of a run may become. */
export const runCourse: Record<CommandRunState, readonly CommandRunState[]> = {
  QUEUED: ['RUNNING', 'CANCELLED'],
  RUNNING: ['CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  // It may have been over everywhere before the wish to cancel arrived.
  CANCELLING: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
}

/** What its part on one server may become. Nothing leads back to RUNNING: it is never run twice. */
export const targetCourse: Record<CommandTargetState, readonly CommandTargetState[]> = {
  PENDING: ['RUNNING', 'SKIPPED', 'CANCELLED'],
  RUNNING: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'UNREACHABLE', 'CANCELLED', 'UNKNOWN'],
  SUCCEEDED: [],
  FAILED: [],
  TIMED_OUT: [],
  UNREACHABLE: [],
  CANCELLED: [],
  SKIPPED: [],
  UNKNOWN: [],
}

export const runIsOver = (state: CommandRunState) => runCourse[state].length === 0
export const targetIsOver = (state: CommandTargetState) => targetCourse[state].length === 0

/** From where a server's part may come into a state. */
export const targetBefore = (state: CommandTargetState): CommandTargetState[] =>
  (Object.keys(targetCourse) as CommandTargetState[]).filter((from) => targetCourse[from].includes(state))

/** What becomes of a part when its run ends without it; null: it had ended. */
export function leftAs(state: CommandTargetState, cancelled: boolean): CommandTargetState | null {
  if (targetIsOver(state)) return null
  if (state === 'RUNNING') return 'UNKNOWN'
  return cancelled ? 'CANCELLED' : 'SKIPPED'
}

/** How a run ended, by how all its parts did. */
export function outcomeOf(states: readonly CommandTargetState[], cancelled: boolean): CommandRunState {
  if (states.every((state) => state === 'SUCCEEDED')) return 'SUCCEEDED'
  return cancelled ? 'CANCELLED' : 'FAILED'
}
