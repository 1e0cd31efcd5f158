import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineOf } from './build-line.ts'
import { slotTimes } from './slot-times.ts'

const NOW = 1_000_000
const turn = (n: number, projectId: string, beganSecondsAgo: number | null = null, cacheKey = `key-${n}`) => ({
  ...{ releaseId: `r${n}`, projectId, cacheKey, ticket: n, began: beganSecondsAgo !== null, lastBuildAt: null },
  beganAt: beganSecondsAgo === null ? null : new Date(NOW - beganSecondsAgo * 1000),
})
const usual = (seconds: Record<number, number>) =>
  new Map(Object.entries(seconds).map(([n, each]) => [`r${n}`, each * 1000]))
const seconds = (times: Map<string, number>) =>
  Object.fromEntries([...times].map(([id, at]) => [id, (at - NOW) / 1000]))

describe('when who waits for a build slot goes on', () => {
  it('is what is left of the build before it, and of those before that', () => {
    const turns = [turn(1, 'shop', 40), turn(2, 'shop'), turn(3, 'shop')]
    expect(seconds(slotTimes(turns, usual({ 1: 60, 2: 30, 3: 5 }), NOW))).toEqual({ r2: 20, r3: 50 })
  })

  it('goes by turns of the projects, over all slots, and ships an equal build when that is made', () => {
    const turns = [
      turn(1, 'shop', 0),
      turn(2, 'blog', 10),
      turn(3, 'shop'),
      turn(4, 'wiki'),
      turn(5, 'shop', null, 'key-1'),
    ]
    const all = usual({ 1: 100, 2: 15, 3: 10, 4: 10, 5: 10 })
    expect(seconds(slotTimes(turns, all, NOW))).toEqual({ r3: 5, r4: 15, r5: 100 })
  })

  it('takes a build that is late for one that ends now', () => {
    expect(seconds(slotTimes([turn(1, 'shop', 500), turn(2, 'shop')], usual({ 1: 60 }), NOW))).toEqual({ r2: 0 })
  })

  it('is unknown behind a build without a history, and behind it alone', () => {
    const turns = [turn(1, 'shop', 0), turn(2, 'shop'), turn(3, 'shop')]
    expect(seconds(slotTimes(turns, usual({ 1: 60 }), NOW))).toEqual({ r2: 60 })
    expect(slotTimes(turns, usual({ 2: 60, 3: 60 }), NOW).size).toBe(0)
  })

  it('keeps the order of the line, names everybody when all is known, and is never in the past', () => {
    const project = fc.constantFrom('shop', 'blog', 'wiki')
    const waiting = fc.array(fc.record({ project, key: fc.nat(6), took: fc.integer({ min: 1, max: 900 }) }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), waiting, fc.nat(900), (slots, asked, ago) => {
        const builders = ['a', 'b', 'c'].slice(0, slots).map((name, n) => turn(n, name, ago))
        const others = asked.map(({ project, key }, n) => turn(n + 3, project, null, `key-${key}`))
        const known = usual(Object.fromEntries([...builders, ...others].map((_, n) => [n, asked[n]?.took ?? 60])))
        for (const { releaseId } of others) known.set(releaseId, 60_000)
        const turns = [...builders, ...others]
        const times = slotTimes(turns, known, NOW)
        expect([...times.keys()].sort()).toEqual(others.map(({ releaseId }) => releaseId).sort())
        const inLine = lineOf(turns).waiting.map(({ releaseId }) => times.get(releaseId) ?? 0)
        expect(Math.min(NOW, ...times.values())).toBe(NOW)
        // Who is first in the line now comes first.
        expect(inLine[0] ?? 0).toBe(inLine.length > 0 ? Math.min(...inLine) : 0)
      }),
    )
  })
})
