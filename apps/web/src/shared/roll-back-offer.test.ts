import { expect, test } from 'vitest'
import { rollBackOffer } from './roll-back-offer.ts'

const earlier = { id: 'r1', number: 1, revision: 'v1' }
const live = { id: 'r2', number: 2 }
const release = {
  id: 'r2',
  number: 2,
  status: 'SUCCEEDED' as const,
  canRollBack: false,
  targets: [{ activatedAt: '2030-01-01T00:00:00Z' }],
  environment: { liveRelease: live, previousRelease: earlier },
}

test('from the live release back to the one before', () => {
  expect(rollBackOffer(release)).toEqual(earlier)
})

test('from the first one there is nothing to go back to', () => {
  expect(rollBackOffer({ ...release, environment: { liveRelease: live, previousRelease: null } })).toBe('nothing')
})

test('an older one puts itself back', () => {
  expect(rollBackOffer({ ...release, id: 'r1', number: 1, canRollBack: true })).toEqual({ id: 'r1', number: 1 })
})

test('a failed one goes back to what is live, if it switched a server', () => {
  const failed = { ...release, id: 'r3', number: 3, status: 'FAILED' as const }
  expect(rollBackOffer(failed)).toEqual(live)
  expect(rollBackOffer({ ...failed, targets: [{ activatedAt: null }] })).toBeNull()
  expect(rollBackOffer({ ...failed, environment: { liveRelease: null, previousRelease: null } })).toBe('nothing')
})

test('while it runs it is no question', () => {
  expect(rollBackOffer({ ...release, status: 'RUNNING' })).toBeNull()
})
