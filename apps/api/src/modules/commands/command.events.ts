import type { CommandRunState, CommandTargetState } from './command.state.ts'

/** The stream of a run's own changes. */
export const commandStream = (runId: string) => `command:${runId}`
/** The stream of what it prints; an event's key is the server's id. */
export const commandOutputStream = (runId: string) => `command-output:${runId}`

/** Every event tells the run's state too, so that a viewer who joins late knows it from any event. */
export interface CommandChange {
  runState: CommandRunState
  message?: string | null
  serverId?: string
  serverState?: CommandTargetState
  exitCode?: number | null
  signal?: string | null
}

export const runChanged = (runState: CommandRunState, message: string | null = null) => ({
  kind: 'run',
  payload: { runState, message } satisfies CommandChange,
})
