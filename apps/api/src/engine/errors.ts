import type { RepositoryFailure } from './repository.ts'

/** Named failures that cross the engine's ports. Adapters translate foreign errors into these, once, at the boundary. */
export class EngineError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** A server could not be reached or refused the sign-in. `reason` is for programs, the message for people. */
export class RemoteUnreachable extends EngineError {
  constructor(
    readonly reason: 'NAME_NOT_FOUND' | 'REFUSED' | 'TIMED_OUT' | 'SIGN_IN_REFUSED' | 'JUMP_FAILED' | 'FAILED',
    message: string,
  ) {
    super(message)
  }
}

/** No key is pinned for the server yet; nothing but the key exchange has happened. */
export class HostKeyUnknown extends EngineError {
  constructor(
    readonly fingerprint: string,
    message: string,
    /** Whose key it is: the server itself or one of its jump hosts. Null where that is not told. */
    readonly serverId: string | null = null,
  ) {
    super(message)
  }
}

/** The server showed another key than the pinned one; the connection was ended before any credential was sent. */
export class HostKeyChanged extends EngineError {
  constructor(
    readonly fingerprint: string,
    readonly pinned: string,
    message: string,
    /** As in HostKeyUnknown. */
    readonly serverId: string | null = null,
  ) {
    super(message)
  }
}

/** The connection ended without an exit status: whether the command finished is unknown until it is probed. */
export class ConnectionLost extends EngineError {}

export class CommandTimedOut extends EngineError {
  constructor(
    readonly limit: 'IDLE' | 'TOTAL',
    message: string,
  ) {
    super(message)
  }
}

/** The repository could not be read. `reason` is for programs, the message says what to do. */
export class RepositoryUnreachable extends EngineError {
  constructor(
    message: string,
    readonly reason: RepositoryFailure = 'FAILED',
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export class RevisionNotFound extends EngineError {}

/** No swarm can be had on this machine; the message says why and what to do. */
export class SwarmUnavailable extends EngineError {}

/** A newer attempt owns the release: this one must stop without touching anything more. */
export class LeaseLost extends EngineError {}

/** A step could not do its work, with a message that says what to do. */
export class StepFailed extends EngineError {
  constructor(
    message: string,
    readonly exitCode: number | null = null,
  ) {
    super(message)
  }
}

/** A number of the application was bad after the switch. It is about the release as a whole, whatever server was watched. */
export class GateFailed extends StepFailed {}

/**
 * The reason to give the signal of a run that a person cancels. Servers that already switched keep the new release, or go
 * back to what they had, as the person decided.
 */
export class CancelRequested extends EngineError {
  constructor(readonly switched: 'KEEP' | 'ROLL_BACK' = 'KEEP') {
    super('The release was cancelled.')
  }
}

/** The reason to give the signal of a run whose process must end: nothing more is touched, another attempt resumes it. */
export class HandedOver extends EngineError {}
