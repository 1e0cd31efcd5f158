/** Why an attempt ended. `lost`: try again; `refused`: trying again is pointless until something else changes. */
export interface Fault {
  kind: 'lost' | 'refused'
  /** `extensions.code` of the server's error, `NETWORK` without one. */
  code: string
  /** Says in words why; from `extensions.reason` where somebody gave a reason. */
  reason: string
  /** How long the server wants to be left alone. */
  retryAfterMs: number | null
}

interface ServerError {
  message: string
  extensions?: Record<string, unknown> | undefined
}

/** The server has decided: the same question would get the same answer. */
const decided = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'DISCONNECTED',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
])
/** The session behind a socket is gone. */
const sessionGone = new Set([4401, 4403])

export const lost = (reason = '', code = 'NETWORK'): Fault => ({ kind: 'lost', code, reason, retryAfterMs: null })

export function faultOfErrors(errors: readonly ServerError[]): Fault {
  const { message = '', extensions = {} } = errors[0] ?? {}
  const code = typeof extensions.code === 'string' ? extensions.code : 'INTERNAL'
  return {
    kind: decided.has(code) ? 'refused' : 'lost',
    code,
    reason: typeof extensions.reason === 'string' && extensions.reason ? extensions.reason : message,
    retryAfterMs: typeof extensions.retryAfterMs === 'number' ? extensions.retryAfterMs : null,
  }
}

const isErrorList = (value: unknown): value is ServerError[] =>
  Array.isArray(value) && value.every((each) => typeof each?.message === 'string')

/** A WebSocket's end as graphql-ws reports it: a list of errors, a close event, or whatever was thrown. */
export function faultOfSocket(error: unknown): Fault {
  if (isErrorList(error)) return faultOfErrors(error)
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number') {
    const reason = 'reason' in error ? String(error.reason) : ''
    return sessionGone.has(error.code)
      ? { kind: 'refused', code: 'UNAUTHENTICATED', reason, retryAfterMs: null }
      : lost(reason)
  }
  return lost(error instanceof Error ? error.message : '')
}

/** What an HTTP answer that is no success says: its GraphQL errors where it has some. */
export async function faultOfResponse(response: Response): Promise<Fault> {
  const body: unknown = await response.json().catch(() => null)
  const errors = typeof body === 'object' && body !== null && 'errors' in body ? body.errors : null
  if (isErrorList(errors) && errors.length > 0) return faultOfErrors(errors)
  return response.status === 401
    ? { kind: 'refused', code: 'UNAUTHENTICATED', reason: '', retryAfterMs: null }
    : lost(`${response.status} ${response.statusText}`.trim())
}
