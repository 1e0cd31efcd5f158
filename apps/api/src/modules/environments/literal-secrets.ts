import { namesVariable } from '../../engine/health/header-values.ts'
import type { HealthCheck } from '../../engine/health-check.ts'
import { badInput } from '../kernel/errors.ts'

/** Names of headers that carry secrets, as far as a name tells. */
const carriesSecret = /authorization|cookie|token|key|secret|passw|credential|^x-(api|auth)-/i

const TOLD =
  'What is typed here is stored and shown in clear. Store it as a secret variable of the environment, and write {{NAME}} with the name of that variable.'

/**
 * Refuses secrets that are typed into the headers of a health check instead of being named as variables. What was stored before
 * may stay as it is, so that the environment can be changed in every other respect. @throws CallerError BAD_USER_INPUT
 */
export function refuseLiteralSecrets(
  given: HealthCheck | null | undefined,
  { stored, at }: { stored: HealthCheck | null; at: string },
): void {
  const before = stored?.http?.headers ?? []
  const stays = (name: string, value: string) =>
    before.some((header) => header.name.toLowerCase() === name.toLowerCase() && header.value === value)
  const fields = (given?.http?.headers ?? []).flatMap(({ name, value }, i) => {
    if (!carriesSecret.test(name) || namesVariable(value) || stays(name, value)) return []
    return [{ path: `${at}.healthCheck.http.headers.${i}.value`, message: TOLD }]
  })
  if (fields.length > 0) throw badInput(fields)
}
