import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTypedInput } from './typed-input.ts'

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.integer({ min: 1, max: 40_000 }) }),
    fc.constant({ send: true }),
    fc.record({ acknowledge: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.constant({ cut: true }),
  ),
  { maxLength: 60 },
)

test('whatever is cut when, the server gets each byte once and in order, and never more than 64 KB unacknowledged', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const typed = createTypedInput()
      const got: number[] = []
      let count = 0
      let acknowledged = 0
      const sendAll = () => {
        for (let piece = typed.next(); piece; piece = typed.next()) {
          expect(piece.offset).toBeLessThanOrEqual(got.length)
          got.push(...piece.bytes.slice(got.length - piece.offset))
          expect(got.length - acknowledged).toBeLessThanOrEqual(64 * 1024)
        }
      }
      const acknowledge = (part: number) => {
        acknowledged += Math.floor((got.length - acknowledged) * part)
        typed.taken(acknowledged)
      }
      for (const step of all) {
        if ('type' in step) typed.add(Uint8Array.from({ length: step.type }, () => count++ % 251))
        else if ('send' in step) sendAll()
        else if ('acknowledge' in step) acknowledge(step.acknowledge)
        else {
          acknowledged = got.length
          typed.restart(got.length)
        }
      }
      while (got.length < count) {
        sendAll()
        acknowledge(1)
      }
      expect(got.every((byte, index) => byte === index % 251)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a page that was loaded anew goes on where the server is', () => {
  const typed = createTypedInput()
  typed.restart(500)
  typed.add(Uint8Array.of(65))
  expect(typed.next()).toEqual({ offset: 500, bytes: Uint8Array.of(65) })
})
