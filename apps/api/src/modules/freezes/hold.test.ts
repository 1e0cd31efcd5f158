import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FreezeFacts, type HoldFacts, holdAt, type Override } from './hold.ts'
import { isWithin, weekdays } from './weekly-span.ts'

const HOUR = 3_600_000
const start = Date.parse('2026-10-23T00:00:00Z')
const two = (n: number) => String(n).padStart(2, '0')

const spans = fc
  .record({
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    from: fc.integer({ min: 0, max: 23 }).map((h) => `${two(h)}:00`),
    to: fc.integer({ min: 1, max: 24 }).map((h) => `${two(h)}:00`),
    timeZone: fc.constantFrom('UTC', 'Asia/Shanghai', 'Europe/Berlin'),
  })
  .filter(({ from, to }) => from !== to)
const moment = fc.integer({ min: 0, max: 24 * 10 }).map((hours) => start + hours * HOUR)
const freezes = fc.array(
  fc
    .record({
      once: fc.option(fc.tuple(moment, fc.integer({ min: 1, max: 60 }))),
      weekly: fc.array(spans, { minLength: 1, maxLength: 2 }),
      strict: fc.boolean(),
    })
    .map(({ once, weekly, strict }): FreezeFacts => {
      const facts = { id: 'freeze', reason: 'Because', strict }
      return once
        ? { ...facts, startsAt: once[0], endsAt: once[0] + once[1] * HOUR, weekly: [] }
        : { ...facts, startsAt: null, endsAt: null, weekly }
    }),
  { maxLength: 3 },
)
const lock = fc.option(fc.record({ reason: fc.constant('Audit'), until: fc.option(moment) }))
const facts = fc.record({ lock, windows: fc.array(spans, { maxLength: 3 }), freezes })

/** Says the same by looking at one moment alone. */
const held = ({ lock, windows, freezes }: HoldFacts, at: number) =>
  (lock !== null && (lock.until === null || at < lock.until)) ||
  freezes.some(({ startsAt, endsAt, weekly }) =>
    startsAt !== null ? at >= startsAt && at < (endsAt ?? 0) : weekly.some((span) => isWithin(span, at)),
  ) ||
  (windows.length > 0 && !windows.some((span) => isWithin(span, at)))

const overrideOf = (change: Partial<Override>): Override => ({
  ...{ userId: 'u', name: 'U', reason: 'r', at: '2026-01-01T00:00:00Z', freezeIds: [], strict: false },
  ...change,
})
const freeze = (id: string, strict: boolean): FreezeFacts => ({
  ...{ id, strict, reason: id, startsAt: start, endsAt: start + HOUR, weekly: [] },
})

describe('what holds a release', () => {
  it('holds until the first hour in which nothing does', () => {
    fc.assert(
      fc.property(facts, moment, (rules, now) => {
        const hold = holdAt(rules, null, now)
        expect(hold !== null).toBe(held(rules, now))
        if (!hold) return
        const week = Array.from({ length: 24 * 24 }, (_, n) => now + (n + 1) * HOUR)
        const first = week.find((at) => !held(rules, at)) ?? null
        if (hold.until === null) expect(first).toBeNull()
        else expect(hold.until).toBe(first)
      }),
      { numRuns: 300 },
    )
  })

  it('is overridden exactly as far as the rules that there were, and strict ones by an admin only', () => {
    const rules: HoldFacts = { lock: null, windows: [], freezes: [freeze('old', false), freeze('strict', true)] }
    const kindOf = (override: Override | null, more: Partial<HoldFacts> = {}) =>
      holdAt({ ...rules, ...more }, override, start)?.reason ?? null
    expect(kindOf(null)).toBe('strict')
    expect(kindOf(overrideOf({ freezeIds: ['old'] }))).toBe('strict')
    expect(kindOf(overrideOf({ freezeIds: ['old', 'strict'] }))).toBe('strict')
    expect(kindOf(overrideOf({ freezeIds: ['old', 'strict'], strict: true }))).toBeNull()
    const newer = [...rules.freezes, freeze('newer', false)]
    expect(kindOf(overrideOf({ freezeIds: ['old', 'strict'], strict: true }), { freezes: newer })).toBe('newer')
    const locked = { lock: { reason: 'Audit', until: null } }
    expect(kindOf(overrideOf({ freezeIds: ['old', 'strict'], strict: true }), locked)).toBe('Audit')
  })
})
