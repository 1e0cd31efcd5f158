import { z } from 'zod'
import { problemOfUrl, urlFor } from '../../engine/health/check-url.ts'
import { parseStatusRange, printStatusRange } from '../../engine/health/status-range.ts'
import type { HealthCheck } from '../../engine/health-check.ts'
import type { ReleaseSnapshot } from '../../engine/types.ts'
import { line } from '../kernel/fields.ts'
import { isForbiddenAddress } from '../kernel/forbidden-addresses.ts'
import { healthHeaders } from './health-headers.ts'

const seconds = (least: number, most: number, otherwise: number) =>
  z
    .int('Write a whole number.')
    .min(least, `At least ${least}.`)
    .max(most, `At most ${most}.`)
    .nullish()
    .transform((value) => value ?? otherwise)

const url = z.string().superRefine((text, context) => {
  const message = problemOfUrl(text)
  if (message !== null) context.addIssue({ code: 'custom', message })
})

const expectStatus = z
  .string()
  .nullish()
  .transform((text, context) => {
    const parsed = parseStatusRange(text ?? '200-399')
    if ('ranges' in parsed) return printStatusRange(parsed.ranges)
    context.addIssue({ code: 'custom', message: parsed.problem })
    return z.NEVER
  })

const words = z
  .union([z.literal('').transform(() => null), line(500)])
  .nullish()
  .transform((text) => text ?? null)

const http = z
  .object({
    from: z.enum(['SERVER', 'SENDOFF']),
    url,
    method: z
      .enum(['GET', 'HEAD'])
      .nullish()
      .transform((method) => method ?? 'GET'),
    expectStatus,
    bodyContains: words,
    headers: healthHeaders,
    timeoutSeconds: seconds(1, 300, 5),
    verifyCertificate: z
      .boolean()
      .nullish()
      .transform((verify) => verify ?? true),
  })
  .superRefine(({ from, url, method, bodyContains }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const host = urlFor(url, { host: 'host.example', name: 'server' })?.hostname ?? ''
    if (from === 'SENDOFF' && isForbiddenAddress(host))
      refuse('url', 'Sendoff connects to no link-local address and to no metadata service.')
    if (method === 'HEAD' && bodyContains !== null) refuse('bodyContains', 'An answer to HEAD has no body. Use GET.')
  })

/** How releases to an environment are checked; null: the check command alone, run once. */
export const healthCheckSetting = z
  .object({
    http: http.nullish().transform((value) => value ?? null),
    delaySeconds: seconds(0, 600, 0),
    intervalSeconds: seconds(1, 300, 2),
    timeoutSeconds: seconds(1, 3600, 60),
    successes: seconds(1, 20, 1),
    lockAfterRollback: z
      .boolean()
      .nullish()
      .transform((value) => value ?? null),
  })
  .superRefine(({ successes, intervalSeconds, timeoutSeconds }, context) => {
    if ((successes - 1) * intervalSeconds < timeoutSeconds) return
    const message = `${successes} tries with ${intervalSeconds} s between them take longer than ${timeoutSeconds} s.`
    context.addIssue({ code: 'custom', path: ['timeoutSeconds'], message })
  })
  .nullish()

/** What is stored in an environment. */
export const storedHealthCheck = (stored: unknown): HealthCheck | null => (stored as HealthCheck | null) ?? null

/** Whether Sendoff locks the environment after a failed release went back. Left open, production is locked. */
export const locksAfterWayBack = ({ healthCheck }: ReleaseSnapshot, kind: 'TEST' | 'PRODUCTION'): boolean =>
  healthCheck?.lockAfterRollback ?? kind === 'PRODUCTION'
