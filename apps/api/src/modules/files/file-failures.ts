import { ConnectionLost, HostKeyChanged, HostKeyUnknown, RemoteUnreachable } from '../../engine/errors.ts'
import { FileDenied, FileMissing, RemoteFileError } from '../../engine/remote-files.ts'
import { CallerError } from '../kernel/errors.ts'

/** What a server refused, as callers are told it; everything else stays as it is. */
export function toCallerError(error: unknown): unknown {
  if (error instanceof FileMissing) return new CallerError('NOT_FOUND', error.message)
  if (error instanceof FileDenied)
    return new CallerError('CONFLICT', error.message, { conflictsWith: { denied: true } })
  if (error instanceof RemoteFileError) return new CallerError('CONFLICT', error.message)
  if (error instanceof HostKeyUnknown) return new CallerError('HOST_KEY_UNKNOWN', error.message)
  if (error instanceof HostKeyChanged) return new CallerError('HOST_KEY_CHANGED', error.message)
  if (error instanceof RemoteUnreachable || error instanceof ConnectionLost) {
    return new CallerError('UNREACHABLE', error.message)
  }
  return error
}
