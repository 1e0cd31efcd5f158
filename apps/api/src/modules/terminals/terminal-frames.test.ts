import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_INPUT_BYTES, MAX_SIDE, outputFrame, readFrame, stateFrame, takenFrame } from './terminal-frames.ts'

test('whatever comes is read as a frame within its bounds, or refused; nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const frame = readFrame(Buffer.from(bytes))
      if (!frame) return
      if ('offset' in frame) expect(Number.isSafeInteger(frame.offset)).toBe(true)
      if ('columns' in frame) {
        for (const side of [frame.columns, frame.rows]) expect(side >= 1 && side <= MAX_SIDE).toBe(true)
      }
      if (frame.kind === 'input') expect(frame.bytes.length).toBeGreaterThan(0)
    }),
    { numRuns: 2_000 },
  )
})

test('what a page sends is read as it was meant', () => {
  const hello = Buffer.from([5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 80, 0, 24])
  expect(readFrame(hello)).toEqual({ kind: 'hello', offset: 256, columns: 80, rows: 24 })
  expect(readFrame(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 9, 65]))).toEqual({
    kind: 'input',
    offset: 9,
    bytes: Buffer.from('A'),
  })
  expect(readFrame(Buffer.from([4]))).toEqual({ kind: 'end' })
  expect(readFrame(Buffer.concat([Buffer.of(1), Buffer.alloc(8 + MAX_INPUT_BYTES + 1)]))).toBeNull()
})

test('what it is told begins with what it is, then its offset', () => {
  expect([...outputFrame(258, Buffer.from('hi'))]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 2, 104, 105])
  expect([...takenFrame(3)]).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 3])
  expect(stateFrame({ state: 'IDLE', seconds: 60 }).toString()).toBe('\u0003{"state":"IDLE","seconds":60}')
})
