/** Failures that a caller can cause. GraphQL shows them with `extensions.code`; every other error is masked. */
export type FailureCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNREACHABLE'
  | 'HOST_KEY_UNKNOWN'
  | 'HOST_KEY_CHANGED'
  | 'LOCKED'
  | 'FROZEN'
  /** Somebody or something ended a live connection; `reason` says why. */
  | 'DISCONNECTED'

export class CallerError extends Error {
  constructor(
    readonly code: FailureCode,
    /** What went wrong and what to do, for people. */
    message: string,
    /** More for programs: `fields`, `retryAfterMs`, `conflictsWith` … */
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = 'CallerError'
  }
}

export interface FieldIssue {
  /** Where in the input, such as `environments.0.path`. */
  path: string
  message: string
}

export const notFound = (what: string) =>
  new CallerError('NOT_FOUND', `This ${what} does not exist, or you may not see it.`)

export const forbidden = (doWhat: string, needs: string) =>
  new CallerError('FORBIDDEN', `You may not ${doWhat}. It needs the role ${needs}.`)

export const conflict = (message: string, conflictsWith: Record<string, unknown> = {}) =>
  new CallerError('CONFLICT', message, { conflictsWith })

/** All fields at once, so that a form can show every mistake. */
export const badInput = (fields: FieldIssue[]) =>
  new CallerError('BAD_USER_INPUT', fields.map((f) => `${f.path}: ${f.message}`).join('; '), { fields })
