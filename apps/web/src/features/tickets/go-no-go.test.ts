import { expect, test } from 'vitest'
import { answered, goNoGoBars, standingFirst } from './go-no-go.ts'
import type { GoNoGo, GoNoGoBallot } from './operations.ts'

const ballot = (vote: GoNoGoBallot['vote']) => ({ vote }) as GoNoGoBallot
const poll = (state: GoNoGo['state'], openedAt = '2030-01-01T00:00:00.000Z') => ({ state, openedAt }) as GoNoGo

test('bars are shares of all who are asked, so that they grow only with answers', () => {
  const ballots = [ballot('GO'), ballot('GO'), ballot('NO_GO'), ballot(null)]
  const bars = goNoGoBars({ ballots, state: 'OPEN' })
  expect(bars.map(({ count, percent, leads }) => [count, percent, leads])).toEqual([
    [2, 50, false],
    [1, 25, false],
  ])
  expect(answered({ ballots })).toBe(3)
  expect(goNoGoBars({ ballots, state: 'NO_GO' }).map(({ leads }) => leads)).toEqual([false, true])
  expect(goNoGoBars({ ballots: [], state: 'HELD' }).map(({ percent }) => percent)).toEqual([0, 0])
})

test('what can still be answered comes first, then what came last', () => {
  const [late, early, open] = [poll('GO', '2030-01-03'), poll('NO_GO', '2030-01-02'), poll('OPEN', '2030-01-01')]
  expect(standingFirst([early, late, open])).toEqual([open, late, early])
})
