import { expect, it } from 'vitest'
import { addressOf, draftOf } from './draft.ts'

const environments = [
  { id: 'e1', name: 'test' },
  { id: 'e2', name: 'production' },
]

it('begins with what most people want', () => {
  expect(draftOf(null, environments)).toEqual({
    ...{ name: '', provider: 'GITHUB', enabled: true },
    rules: [{ kind: 'BRANCH', pattern: 'main', environmentId: 'e1' }],
  })
  expect(draftOf(null, []).rules[0]?.environmentId).toBe('')
})

it('begins with what is stored, and asks again where a removed environment stood', () => {
  const rules = [
    { kind: 'TAG' as const, pattern: 'v*', environment: { id: 'e2', name: 'production' } },
    { kind: 'BRANCH' as const, pattern: 'main', environment: null },
  ]
  const hook = { id: 'h', name: 'shop', provider: 'GITEA' as const, enabled: false, rules }
  const draft = draftOf({ ...hook, createdBy: { displayName: 'Ada' }, lastArrival: null }, environments)
  expect(draft).toMatchObject({ name: 'shop', provider: 'GITEA', enabled: false })
  expect(draft.rules.map(({ environmentId }) => environmentId)).toEqual(['e2', ''])
})

it('says where to send to', () => {
  expect(addressOf('abc', 'https://sendoff.example')).toBe('https://sendoff.example/hooks/abc')
})
