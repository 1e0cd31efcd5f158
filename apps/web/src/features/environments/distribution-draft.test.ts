import { expect, test } from 'vitest'
import { toDistributionDraft, toDistributionInput } from './distribution-draft.ts'

test('what is stored comes back the same', () => {
  const stored = { peerToPeer: 'ALWAYS', portRange: '7000-7100', uploadLimitKb: 512, encryption: true } as const
  expect(toDistributionInput(toDistributionDraft(stored))).toEqual(stored)
})

test('a new environment shares where it pays; an emptied range is the usual one', () => {
  const draft = toDistributionDraft(null)
  expect(toDistributionInput(draft).peerToPeer).toBe('AUTO')
  expect(toDistributionInput({ ...draft, portRange: ' ', uploadLimitKb: '' })).toMatchObject({
    portRange: null,
    uploadLimitKb: 0,
  })
})
