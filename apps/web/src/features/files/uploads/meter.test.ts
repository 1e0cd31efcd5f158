import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pieceBytes, type Reading, rateOf, remainingMs, withReading } from './meter.ts'

const read = (readings: Reading[]) => readings.reduce<Reading[]>((kept, reading) => withReading(kept, reading), [])

test('an even line has its rate, and keeps little', () => {
  const readings = read(Array.from({ length: 1000 }, (_, index) => ({ at: index * 100, bytes: index * 50_000 })))
  expect(rateOf(readings)).toBe(500_000)
  expect(readings.length).toBeLessThan(70)
  expect(remainingMs(1_000_000, rateOf(readings))).toBe(2000)
})

test('a line that stops comes to nothing, one that goes back begins anew', () => {
  const fast = [0, 1000, 2000].map((at) => ({ at, bytes: at * 100 }))
  expect(rateOf(read([...fast, { at: 20_000, bytes: 200_000 }, { at: 27_000, bytes: 200_000 }]))).toBe(0)
  expect(remainingMs(5, 0)).toBeNull()
  expect(rateOf(read([...fast, { at: 2500, bytes: 10 }]))).toBeNull()
})

test('no reading gives a rate below nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat(1_000_000))), (steps) => {
      const times = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, [ms]) => sum + ms, 0))
      const rate = rateOf(read(steps.map(([, bytes], index) => ({ at: times[index] ?? 0, bytes }))))
      expect(rate === null || rate >= 0).toBe(true)
    }),
  )
})

test('a piece takes about 15 s, and never nearly as long as a request may', () => {
  expect(pieceBytes(null)).toBe(4 * 1024 * 1024)
  expect(pieceBytes(1e9)).toBe(32 * 1024 * 1024)
  expect(pieceBytes(200_000)).toBe(3_000_000)
  expect(pieceBytes(10) / 10_000).toBeLessThan(300)
})
