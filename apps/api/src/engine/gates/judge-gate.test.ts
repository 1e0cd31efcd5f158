import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeGate, momentsOf } from './judge-gate.ts'

const gate = { name: 'errors', unit: 'NUMBER', comparison: 'ABOVE', threshold: 2 } as const

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })

test('whatever the number: it is fine exactly on the good side, and what is written down is true as it stands there', () => {
  fc.assert(
    fc.property(
      number,
      fc.oneof(number, fc.constant(null)),
      fc.constantFrom('ABOVE', 'BELOW'),
      (threshold, other, comparison) => {
        const value = other ?? threshold
        const { fine, words, failure } = judgeGate({ ...gate, comparison, threshold }, { value })
        expect(fine).toBe(comparison === 'ABOVE' ? !(value > threshold) : !(value < threshold))
        expect(failure === null).toBe(fine)
        const [, said = '', sign = '', limit = '', mark] = words.match(/^errors: (\S+) (\S) (\S+) ([✓✗])$/) ?? []
        const [a, b] = [Number(said), Number(limit)]
        expect({ '≤': a <= b, '≥': a >= b, '>': a > b, '<': a < b }[sign]).toBe(true)
        expect(mark).toBe(fine ? '✓' : '✗')
      },
    ),
  )
})

test('no answer is never fine, and a failure tells the value, the threshold and where to look', () => {
  expect(judgeGate(gate, { problem: 'The answer has the status 503.' })).toEqual({
    fine: false,
    words: 'errors: no number ✗ The answer has the status 503.',
    failure:
      "errors gave no number, and a gate without an answer fails. The answer has the status 503. Try the probe on the environment's page.",
  })
  expect(judgeGate({ ...gate, unit: 'MILLISECONDS' }, { value: 7.1234567 })).toMatchObject({
    words: 'errors: 7.12346 ms > 2 ms ✗',
    failure: expect.stringMatching(/^errors was 7\.12346 ms, above its threshold of 2 ms\. See its chart .* threshold/),
  })
})

test('it is asked once an interval, the last time at the end of the watch, and never not at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3600 }), fc.integer({ min: 1, max: 3600 }), (watchSeconds, everySeconds) => {
      const moments = momentsOf({ watchSeconds, everySeconds })
      expect(moments.at(-1)).toBe(watchSeconds * 1000)
      moments.reduce((before, at) => {
        expect(at - before).toBeGreaterThan(0)
        expect(at - before).toBeLessThanOrEqual(everySeconds * 1000)
        return at
      }, 0)
    }),
  )
  expect(momentsOf({ watchSeconds: 30, everySeconds: 5 })).toHaveLength(6)
})
