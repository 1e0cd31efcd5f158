import type { Environment } from './operations.ts'

type Stored = Environment['healthCheck']
type Origin = 'SERVER' | 'SENDOFF'

/** A health check as it is typed. */
export interface HealthDraft {
  /** Off: the check command alone, run once. */
  on: boolean
  http: boolean
  from: string
  url: string
  method: string
  expectStatus: string
  bodyContains: string
  /** A line each: `Name: value`. */
  headers: string
  timeoutSeconds: string
  verifyCertificate: boolean
  delaySeconds: string
  intervalSeconds: string
  totalSeconds: string
  successes: string
  /** Empty: in production. */
  lock: string
}

export function toHealthDraft(stored: Stored): HealthDraft {
  const http = stored?.http
  return {
    on: Boolean(stored),
    http: Boolean(http),
    from: http?.from ?? 'SERVER',
    url: http?.url ?? 'http://127.0.0.1:8080/health',
    method: http?.method ?? 'GET',
    expectStatus: http?.expectStatus ?? '200-399',
    bodyContains: http?.bodyContains ?? '',
    headers: (http?.headers ?? []).map(({ name, value }) => `${name}: ${value}`).join('\n'),
    timeoutSeconds: String(http?.timeoutSeconds ?? 5),
    verifyCertificate: http?.verifyCertificate ?? true,
    delaySeconds: String(stored?.delaySeconds ?? 0),
    intervalSeconds: String(stored?.intervalSeconds ?? 2),
    totalSeconds: String(stored?.timeoutSeconds ?? 60),
    successes: String(stored?.successes ?? 1),
    lock: stored?.lockAfterRollback == null ? '' : String(stored.lockAfterRollback),
  }
}

const whole = (typed: string) => Math.trunc(Number(typed)) || 0

export function headersOf(typed: string) {
  const lines = typed.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    return { name: name.trim(), value: colon < 0 ? '' : line.slice(colon + 1).trim() }
  })
}

export function toHealthInput(draft: HealthDraft) {
  if (!draft.on) return null
  return {
    http: draft.http
      ? {
          from: draft.from as Origin,
          url: draft.url.trim(),
          method: draft.method as 'GET' | 'HEAD',
          expectStatus: draft.expectStatus.trim(),
          bodyContains: draft.bodyContains.trim() || null,
          headers: headersOf(draft.headers),
          timeoutSeconds: whole(draft.timeoutSeconds),
          verifyCertificate: draft.verifyCertificate,
        }
      : null,
    delaySeconds: whole(draft.delaySeconds),
    intervalSeconds: whole(draft.intervalSeconds),
    timeoutSeconds: whole(draft.totalSeconds),
    successes: whole(draft.successes),
    lockAfterRollback: draft.lock === '' ? null : draft.lock === 'true',
  }
}
