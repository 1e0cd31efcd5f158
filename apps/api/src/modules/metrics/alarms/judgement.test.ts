import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JudgedRule, judge, quiet, type Verdict } from './judgement.ts'

const rule: JudgedRule = { key: 'cpu', comparison: 'ABOVE', threshold: 90, forSeconds: 60 }
const GAP_MS = 75_000

/** Samples every so many seconds; undefined: it could not be sampled. */
function verdicts(values: (number | undefined)[], { by = rule, everySeconds = 30 } = {}) {
  let run = quiet
  return values.map((value, i): Verdict => {
    const seen = { at: i * everySeconds * 1000, down: false, value }
    const judged = judge(run, by, seen, GAP_MS)
    run = judged.run
    return judged.verdict
  })
}

test('an alarm begins once it held for its time, and ends once it clearly does not', () => {
  const told = verdicts([95, 95, 95, 95, 80, 80, 80, 80])
  expect(told).toEqual([null, null, 'BEGINS', null, null, null, 'ENDS', null])
})

test('three samples are needed, however short the time is', () => {
  expect(verdicts([95, 95, 95], { by: { ...rule, forSeconds: 0 } })).toEqual([null, null, 'BEGINS'])
})

test('sampled every second, it still has to hold for its time', () => {
  const told = verdicts(Array(70).fill(95), { everySeconds: 1 })
  expect(told.indexOf('BEGINS')).toBe(60)
})

test('a value that swings around the threshold does not flap', () => {
  const told = verdicts([95, 95, 95, ...Array.from({ length: 40 }, (_, i) => (i % 2 ? 88 : 91))])
  expect(told.filter(Boolean)).toEqual(['BEGINS'])
})

test('that a server is DOWN was found by three failures already', () => {
  const state: JudgedRule = { key: 'state', comparison: null, threshold: null, forSeconds: 0 }
  const begins = judge(quiet, state, { at: 0, down: true, value: undefined }, GAP_MS)
  expect(begins.verdict).toBe('BEGINS')
  expect(judge(begins.run, state, { at: 1, down: false, value: 3 }, GAP_MS).verdict).toBe('ENDS')
})

const observed = fc.array(
  fc.record({
    pauseSeconds: fc.integer({ min: 1, max: 120 }),
    value: fc.option(fc.integer({ min: 70, max: 100 }), { nil: undefined }),
  }),
  { maxLength: 200 },
)

test('whatever is observed: beginnings and ends take turns, and each has three samples without a hole behind it', () => {
  fc.assert(
    fc.property(observed, fc.integer({ min: 0, max: 200 }), (observations, forSeconds) => {
      let run = quiet
      let at = 0
      let on = false
      const seen: { at: number; value: number }[] = []
      for (const { pauseSeconds, value } of observations) {
        at += pauseSeconds * 1000
        if (value !== undefined) seen.push({ at, value })
        const judged = judge(run, { ...rule, forSeconds }, { at, down: false, value }, GAP_MS)
        run = judged.run
        if (judged.verdict === null) continue
        expect(judged.verdict).toBe(on ? 'ENDS' : 'BEGINS')
        const last = seen.slice(-3)
        expect(last).toHaveLength(3)
        for (const one of last) expect(on ? one.value <= 90 - 4.5 : one.value > 90).toBe(true)
        for (const [i, one] of last.entries())
          if (i > 0) expect(one.at - (last[i - 1]?.at ?? 0)).toBeLessThanOrEqual(GAP_MS)
        if (!on) {
          const since = seen.filter((one) => one.at >= at - forSeconds * 1000)
          for (const one of since) expect(one.value).toBeGreaterThan(90)
        }
        on = !on
      }
      expect(run.on).toBe(on)
    }),
  )
})
