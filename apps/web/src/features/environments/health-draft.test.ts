import { expect, test } from 'vitest'
import { toHealthDraft, toHealthInput } from './health-draft.ts'

test('what is stored comes back the same, and nothing stays nothing', () => {
  const stored = {
    http: {
      ...({ from: 'SENDOFF', url: 'https://{host}/ok', method: 'HEAD', expectStatus: '200' } as const),
      ...{ bodyContains: null, timeoutSeconds: 9, verifyCertificate: false },
      headers: [{ name: 'Host', value: 'shop.example:8080' }],
    },
    ...{ delaySeconds: 1, intervalSeconds: 2, timeoutSeconds: 3, successes: 1, lockAfterRollback: false },
  }
  expect(toHealthInput(toHealthDraft(stored))).toEqual(stored)
  expect(toHealthInput(toHealthDraft(null))).toBeNull()
})
