import { expect, it } from 'vitest'
import { kept, remembered } from './remembered.ts'

it('makes once for each object, also what is undefined', () => {
  let count = 0
  const make = remembered((item: { name?: string }) => {
    count++
    return item.name
  })
  const [named, nameless] = [{ name: 'a' }, {}]
  expect([make(named), make(named), make(nameless), make(nameless)]).toEqual(['a', 'a', undefined, undefined])
  expect(count).toBe(2)
  make({ ...named })
  expect(count).toBe(3)
})

it('keeps a list of which nothing is different', () => {
  const same = (one: number, other: number) => one === other
  const before = [1, 2]
  expect(kept(before, [1, 2], same)).toBe(before)
  for (const now of [[1], [1, 3], [2, 1], [1, 2, 3], []]) expect(kept(before, now, same)).toBe(now)
  expect(kept(undefined, before, same)).toBe(before)
})
