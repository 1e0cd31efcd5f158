import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillSlots, lineOf, type Turn } from './build-line.ts'

/** The slots and their line, without a database: who asks, ends or dies, and what becomes of the slots then. */
class House {
  turns: Turn[] = []
  readonly last = new Map<string, number>()
  ticket = 0

  constructor(readonly slots: number) {}

  ask(projectId: string, cacheKey: string) {
    const ticket = ++this.ticket
    const turn = { releaseId: `r${ticket}`, projectId, cacheKey, ticket, began: false }
    this.turns.push({ ...turn, lastBuildAt: this.last.get(projectId) ?? null })
    return turn.releaseId
  }
  /** It ended, was cancelled or died: it is not among the turns that count any more. */
  leave(releaseId: string | undefined) {
    this.turns = this.turns.filter((turn) => turn.releaseId !== releaseId)
  }
  fill() {
    // A clock that stands still, or goes back, must not matter.
    const { turns, granted } = fillSlots(this.turns, this.slots, 1000 - this.ticket)
    this.turns = turns
    for (const { projectId, lastBuildAt } of granted) this.last.set(projectId, lastBuildAt ?? 0)
    return granted
  }
}

const project = fc.constantFrom('shop', 'blog', 'wiki', 'docs')
const act = fc.oneof(
  fc.record({ ask: project, key: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ leave: fc.nat(40) }),
)

describe('the line before the build slots', () => {
  it('never lets more build than there are slots, nor two equal ones of a project, and leaves no slot empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(act, { maxLength: 120 }), (slots, acts) => {
        const house = new House(slots)
        for (const each of acts) {
          if ('ask' in each) house.ask(each.ask, `key-${each.key}`)
          else house.leave(house.turns[each.leave]?.releaseId)
          house.fill()
          const { building, waiting, equal } = lineOf(house.turns)
          expect(building.length).toBeLessThanOrEqual(slots)
          const names = building.map(({ projectId, cacheKey }) => `${projectId} ${cacheKey}`)
          expect(new Set(names).size).toBe(names.length)
          if (waiting.length > 0) expect(building.length).toBe(slots)
          expect(building.length + waiting.length + equal.length).toBe(house.turns.length)
        }
      }),
    )
  })

  it('makes a project wait for at most one build of each other one, however many those want', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(act, { maxLength: 80 }),
        fc.array(fc.record({ project, ends: fc.nat(10) }), { minLength: 60, maxLength: 90 }),
        (slots, before, meanwhile) => {
          const house = new House(slots)
          for (const each of before) {
            if ('ask' in each) house.ask(each.ask, `key-${each.key}`)
            else house.leave(house.turns[each.leave]?.releaseId)
            house.fill()
          }
          const mine = house.ask('mine', 'key')
          const passed = new Map<string, number>()
          for (const { project: busy, ends } of meanwhile) {
            for (let many = 0; many < 5; many++) house.ask(busy, `more-${house.ticket}`)
            for (const { releaseId, projectId } of house.fill()) {
              if (releaseId === mine) return
              passed.set(projectId, (passed.get(projectId) ?? 0) + 1)
            }
            expect(Math.max(0, ...passed.values())).toBeLessThanOrEqual(1)
            const { building } = lineOf(house.turns)
            if (building.length === slots) house.leave(building[ends % slots]?.releaseId)
          }
          throw new Error('it never came in')
        },
      ),
    )
  })

  it('keeps the order of asking within a project, and lets the second of two equal ones wait for the first', () => {
    const house = new House(1)
    const [first, other, equal, again] = ['a', 'b', 'a', 'a'].map((key) => house.ask('shop', key))
    expect(house.fill().map(({ releaseId }) => releaseId)).toEqual([first])
    const line = lineOf(house.turns)
    expect(line.waiting.map(({ releaseId }) => releaseId)).toEqual([other])
    expect(line.equal.map(({ turn, to }) => [turn.releaseId, to.releaseId])).toEqual([
      [equal, first],
      [again, first],
    ])
    // The first failed: the second is as any other then, and stands where it asked.
    house.leave(first)
    expect(lineOf(house.turns).waiting.map(({ releaseId }) => releaseId)).toEqual([other, equal])
  })
})
