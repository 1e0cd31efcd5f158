import { ConnectionLost, EngineError, HostKeyChanged, HostKeyUnknown, RemoteUnreachable } from '../../engine/errors.ts'
import type { TerminalEnd } from '../../platform/database/generated/client/enums.ts'
import { CallerError } from '../kernel/errors.ts'
import type { ShellEnd, TerminalLimits } from './terminals.ports.ts'

/** Why a terminal ended. */
export interface Ending {
  end: TerminalEnd
  /** For people: why, and what to do. */
  message: string
  exitCode: number | null
}

const ending = (end: TerminalEnd, message: string): Ending => ({ end, message, exitCode: null })
const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`

export const closedByUser = ending('CLOSED', 'You closed it.')
export const endedBy = (name: string) => ending('ENDED_BY_ADMIN', `${name} ended it.`)
export const stopped = ending('STOPPED', 'Sendoff is restarting. Open it again in a moment.')
export const notRecorded = ending('NOT_RECORDED', 'It could not be recorded any more, and nothing goes on unrecorded.')
export const signedOut = ending('RIGHTS_LOST', 'Your session has ended. Sign in again.')
export const rightsLost = ending('RIGHTS_LOST', 'You may no longer work on this server by hand: your rights changed.')
export const serverRemoved = ending('SERVER_CHANGED', 'The server was removed.')
export const serverChanged = ending(
  'SERVER_CHANGED',
  'The server’s address, host key or credential was changed. Open the terminal again.',
)
export const processLost = ending('STOPPED', 'The process that held it ended.')
export const neverUsed = ending('ABANDONED', 'Nobody came for it.')

export function outOfTime(why: 'IDLE' | 'TOO_LONG' | 'ABANDONED', limits: TerminalLimits): Ending {
  if (why === 'IDLE') return ending(why, `Nobody typed for ${minutes(limits.idleMs)}.`)
  if (why === 'TOO_LONG') return ending(why, `It lasted ${minutes(limits.longestMs)}, the longest that is allowed.`)
  return ending(why, 'The page went away and did not come back.')
}

export function exited(told: ShellEnd): Ending {
  if (told.how === 'LOST') return ending('CONNECTION_LOST', `The connection to the server was lost: ${told.why}.`)
  const message = told.signal === null ? `The shell ended with ${told.code}.` : `The shell was ended by ${told.signal}.`
  return { end: 'EXITED', message, exitCode: told.code }
}

/** Why no shell came about; null for what is no fault of server or caller. */
export function notOpened(error: unknown): Ending | null {
  if (error instanceof HostKeyUnknown || error instanceof HostKeyChanged || error instanceof RemoteUnreachable) {
    return ending('UNREACHABLE', error.message)
  }
  if (error instanceof ConnectionLost || error instanceof EngineError || error instanceof CallerError) {
    return ending('UNREACHABLE', error.message)
  }
  return null
}
