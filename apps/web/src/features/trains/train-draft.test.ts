import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyCar, isComplete, moved, takenBy, toCars } from './train-draft.ts'

const car = (key: number) => ({ key, environmentId: `e${key}`, revision: ' main ', buildId: '' })

it('moves a car by one place, loses none, and stays at the ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(5), fc.constantFrom(-1 as const, 1 as const), (n, from, by) => {
      const cars = Array.from({ length: n }, (_, i) => car(i))
      const after = moved(cars, from, by)
      expect(after.map(({ key }) => key).sort()).toEqual(cars.map(({ key }) => key))
      const to = from + by
      const may = from < n && to >= 0 && to < n
      expect(after.map(({ key }) => key).indexOf(from)).toBe(may ? to : from < n ? from : -1)
    }),
  )
})

it('is complete with two cars that say where and what, each place once', () => {
  expect(isComplete([car(1)])).toBe(false)
  expect(isComplete([car(1), emptyCar(2)])).toBe(false)
  expect(isComplete([car(1), car(2)])).toBe(true)
  expect([...takenBy([car(1), car(2)], 2)]).toEqual(['e1'])
  expect(toCars([car(1)])).toEqual([{ environmentId: 'e1', revision: 'main' }])
})

it('carries a build instead of what was typed as a revision, which stays for when the build is let go', () => {
  const built = { ...car(1), buildId: 'b1' }
  expect(toCars([built])).toEqual([{ environmentId: 'e1', buildId: 'b1' }])
  expect(isComplete([{ ...built, revision: '' }, car(2)])).toBe(true)
  expect(toCars([{ ...built, buildId: '' }])).toEqual([{ environmentId: 'e1', revision: 'main' }])
})
