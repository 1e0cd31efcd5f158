import { expect, it } from 'vitest'
import { healthCheckSetting } from './health-check.setting.ts'

const http = { from: 'SERVER' as const, url: 'http://127.0.0.1:8080/health' }
const issuesOf = (value: unknown) => {
  const parsed = healthCheckSetting.safeParse(value)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

it('fills in what is left out', () => {
  expect(healthCheckSetting.parse({ http: { ...http, expectStatus: '200 – 204', bodyContains: '' } })).toEqual({
    http: {
      ...http,
      method: 'GET',
      expectStatus: '200-204',
      bodyContains: null,
      headers: [],
      timeoutSeconds: 5,
      verifyCertificate: true,
    },
    delaySeconds: 0,
    intervalSeconds: 2,
    timeoutSeconds: 60,
    successes: 1,
    lockAfterRollback: null,
  })
  expect(healthCheckSetting.parse(null)).toBeNull()
  expect(healthCheckSetting.parse(undefined)).toBeUndefined()
})

it.each([
  [{ http: { ...http, url: 'http://a:b@host/' } }, 'http.url: Leave out the name'],
  [{ http: { ...http, from: 'SENDOFF', url: 'http://169.254.169.254/latest' } }, 'http.url: Sendoff connects to no'],
  [{ http: { ...http, expectStatus: '2xx' } }, 'http.expectStatus: Write a status'],
  [{ http: { ...http, method: 'HEAD', bodyContains: 'ok' } }, 'http.bodyContains: An answer to HEAD'],
  [{ http: { ...http, bodyContains: 'a\0' } }, 'http.bodyContains: Leave out'],
  [{ http: { ...http, timeoutSeconds: 0 } }, 'http.timeoutSeconds: At least 1'],
  [{ http: { ...http, headers: [{ name: 'X Y', value: 'z' }] } }, 'http.headers.0.name: Use letters'],
  [{ http: { ...http, headers: [{ name: 'X', value: 'a\r\nHost: b' }] } }, 'http.headers.0.value: Use letters'],
  [{ http: { ...http, headers: [{ name: '@/etc/passwd', value: 'a' }] } }, 'http.headers.0.name: Use letters'],
  [{ http: { ...http, headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] } }, 'http.headers.0.name: This'],
  [
    {
      http: {
        ...http,
        headers: [
          { name: 'X', value: 'a' },
          { name: 'x', value: 'b' },
        ],
      },
    },
    'http.headers.1.name: There is a header',
  ],
  [{ delaySeconds: -1 }, 'delaySeconds: At least 0'],
  [{ intervalSeconds: 0.5 }, 'intervalSeconds: Write a whole number'],
  [{ successes: 10, intervalSeconds: 10, timeoutSeconds: 60 }, 'timeoutSeconds: 10 tries with 10 s'],
])('%j is refused at the field', (value, issue) => {
  expect(issuesOf(value)).toContainEqual(expect.stringContaining(issue))
})
