import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldLimits, foldOutput, type Printed } from './output-fold.ts'

const through = (pieces: string[], limits = { head: 40, tail: 20 }) => {
  const fold = foldOutput(limits)
  const out: Printed[] = []
  for (const text of pieces) out.push(...fold.push({ stream: 'STDOUT', text }))
  out.push(...fold.end())
  return out
}
const printed = (out: Printed[]) =>
  out
    .filter(({ stream }) => stream === 'STDOUT')
    .map(({ text }) => text)
    .join('')

it('what fits is let through as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 8 }), { maxLength: 5 }), (pieces) => {
      expect(through(pieces).map(({ text }) => text)).toEqual(pieces)
    }),
  )
})

it('of a flood the beginning and the end stay, bounded, and every line is shown or counted', () => {
  const line = fc.stringMatching(/^[a-z]{0,6}$/).map((text) => `${text}\n`)
  fc.assert(
    fc.property(fc.array(line, { minLength: 30, maxLength: 200 }), (lines) => {
      const whole = lines.join('')
      const out = through(lines)
      const shown = printed(out)
      if (whole.length <= 40) return
      expect(whole.startsWith(shown.slice(0, 40))).toBe(true)
      expect(whole.endsWith(shown.slice(40))).toBe(true)
      expect(shown.length).toBeLessThanOrEqual(60)
      const left = Number(/── (\d+) lines/.exec(out.map(({ text }) => text).join(''))?.[1] ?? 0)
      expect(left + shown.split('\n').length - 1).toBe(lines.length)
    }),
  )
})

it('many servers share the room that one would have', () => {
  expect(foldLimits(1).head).toBeGreaterThan(foldLimits(100).head)
  expect(foldLimits(200).head * 200).toBeLessThanOrEqual(32 * 1024 * 1024)
})
