import { expect, it } from 'vitest'
import type { HealthCheck } from '../../engine/health-check.ts'
import { refuseLiteralSecrets } from './literal-secrets.ts'

const check = (...headers: [string, string][]) =>
  ({ http: { headers: headers.map(([name, value]) => ({ name, value })) } }) as unknown as HealthCheck
const refusedIn = (given: HealthCheck | null | undefined, stored: HealthCheck | null = null) => {
  try {
    refuseLiteralSecrets(given, { stored, at: 'input' })
    return []
  } catch (error) {
    const { code, extensions } = error as { code: string; extensions: { fields: { path: string; message: string }[] } }
    expect(code).toBe('BAD_USER_INPUT')
    for (const { message } of extensions.fields) expect(message).toContain('{{NAME}}')
    return extensions.fields.map(({ path }) => path)
  }
}

it.each([
  ...[
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'X-Auth-User',
    'PRIVATE-TOKEN',
    'X-Api-Key',
    'x-api-any',
    'apikey',
  ],
  ...['X-Shop-Secret', 'X-Password', 'X-Credentials'],
])('%s takes no literal value', (name) => {
  const at = 'input.healthCheck.http.headers.0.value'
  for (const value of ['Bearer abc', '{TOKEN}', '{{}}', '{{a b}}', '{{1A}}', '$TOKEN'])
    expect(refusedIn(check([name, value]))).toEqual([at])
  expect(refusedIn(check([name, 'Bearer {{TOKEN}}']))).toEqual([])
})

it('takes any value in headers that carry no secret, and has no say where there are none', () => {
  expect(
    refusedIn(check(['Host', 'shop.example'], ['Accept', '*/*'], ['User-Agent', 'Sendoff'], ['X-Request', '1'])),
  ).toEqual([])
  expect(refusedIn(null)).toEqual([])
  expect(refusedIn(undefined)).toEqual([])
})

it('leaves what was stored before as it is, and names each that is new', () => {
  const stored = check(['authorization', 'Bearer old'], ['X-Key', 'k'])
  expect(refusedIn(check(['Authorization', 'Bearer old'], ['X-Key', 'k']), stored)).toEqual([])
  const path = (i: number) => `input.healthCheck.http.headers.${i}.value`
  expect(refusedIn(check(['Authorization', 'Bearer new'], ['Host', 'a'], ['X-Token', 'k']), stored)).toEqual([
    path(0),
    path(2),
  ])
})
