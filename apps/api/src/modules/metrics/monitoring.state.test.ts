import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Standing, shownState, tried } from './monitoring.state.ts'

const after = (tries: boolean[], from: Standing = { state: 'PENDING', failures: 0 }) => tries.reduce(tried, from)

test('a server is UP after a sample, DOWN after exactly three failures in a row, and UP again after one sample', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (tries) => {
      const inARow = tries.length - 1 - tries.lastIndexOf(true)
      const { state, failures } = after(tries)
      expect(failures).toBe(inARow)
      if (inARow >= 3) expect(state).toBe('DOWN')
      else expect(state).toBe(tries.includes(true) ? 'UP' : 'PENDING')
    }),
  )
})

test('a server that is UP stays so through two failures', () => {
  expect(after([true, false, false]).state).toBe('UP')
  expect(after([true, false, false, false]).state).toBe('DOWN')
})

test('nothing that is tried changes a paused server', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (tries) => {
      expect(after(tries, { state: 'PAUSED', failures: 0 })).toEqual({ state: 'PAUSED', failures: 0 })
    }),
  )
})

test('only a server that is UP becomes STALE, and exactly behind 2.5 intervals', () => {
  const at = (state: Standing['state'], ago: number) => shownState({ state, sampledAt: 1_000_000 }, 1_000_000 + ago, 30)
  expect([at('UP', 75_000), at('UP', 75_001)]).toEqual(['UP', 'STALE'])
  expect([at('DOWN', 99_999), at('PAUSED', 99_999), at('PENDING', 99_999)]).toEqual(['DOWN', 'PAUSED', 'PENDING'])
})
