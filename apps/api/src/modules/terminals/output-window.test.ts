import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputWindow } from './output-window.ts'

const steps = fc.array(
  fc.oneof(
    fc.record({ add: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ acknowledge: fc.nat(300) }),
    fc.record({ from: fc.nat(300) }),
  ),
)

test('from any offset that is not acknowledged on, exactly what came is there; nothing before it is kept for long', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const window = createOutputWindow(100)
      const everything: number[] = []
      let acknowledged = 0
      for (const step of all) {
        if ('add' in step) {
          const bytes = Buffer.alloc(step.add, everything.length % 251)
          expect(window.add(bytes)).toBe(everything.length)
          everything.push(...bytes)
        } else if ('acknowledge' in step) {
          const known = step.acknowledge <= everything.length
          expect(window.acknowledge(step.acknowledge)).toBe(known)
          if (known) acknowledged = Math.max(acknowledged, step.acknowledge)
        } else {
          const from = Math.max(step.from, acknowledged)
          const pieces = window.from(from)
          expect(Buffer.concat(pieces.map(({ bytes }) => bytes))).toEqual(Buffer.from(everything.slice(from)))
          if (pieces[0]) expect(pieces[0].offset).toBe(from)
        }
        expect(window.produced).toBe(everything.length)
      }
    }),
  )
})

test('whoever adds waits while too much is on its way, and goes on when it is acknowledged, or never has to again', async () => {
  const window = createOutputWindow(10)
  window.add(Buffer.alloc(10))
  let went = 0
  const first = window.room().then(() => void went++)
  await Promise.resolve()
  expect(went).toBe(0)
  window.acknowledge(1)
  await first
  expect(went).toBe(1)
  window.add(Buffer.alloc(100))
  const second = window.room()
  window.open()
  await second
  await window.empty()
})
