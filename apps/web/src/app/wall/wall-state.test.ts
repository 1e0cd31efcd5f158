import { expect, test } from 'vitest'
import { AFTERGLOW_MS, type InSight, lingering } from './wall-state.ts'

/** What the wall has in sight after each look at what stands. */
function look(looks: readonly (readonly [now: number, standing: readonly string[]])[]) {
  let seen: InSight<string>[] = []
  return looks.map(([now, standing]) => {
    seen = lingering(seen, standing, (item) => item, now)
    return seen.map(({ item }) => item)
  })
}

test('what is over stays in its place for a moment, and goes', () => {
  const end = AFTERGLOW_MS + 10
  const shown = look([
    [0, ['a', 'b']],
    [10, ['b', 'c']],
    [end - 1, ['b', 'c']],
    [end, ['b', 'c']],
    [end + 1, []],
    [end + AFTERGLOW_MS + 1, []],
  ])
  expect(shown).toEqual([['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c'], ['b', 'c'], ['b', 'c'], []])
})

test('what stands again is over only when it ends again', () => {
  const shown = look([
    [0, ['a']],
    [10, []],
    [20, ['a']],
    [AFTERGLOW_MS + 50, []],
    [AFTERGLOW_MS + 60, []],
  ])
  expect(shown).toEqual([['a'], ['a'], ['a'], ['a'], ['a']])
})
