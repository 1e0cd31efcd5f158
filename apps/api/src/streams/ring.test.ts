import { expect, test } from 'vitest'
import { createRing } from './ring.ts'
import { seqs, upTo } from './testing/live-streams.ts'

const event = (seq: number, text = '') => ({
  streamId: 's',
  seq,
  kind: 'n',
  key: null,
  payload: text,
  at: new Date(0),
  epoch: 1,
})
const seqsAfter = (ring: ReturnType<typeof createRing>, seq: number, limit: number) =>
  seqs((ring.after(seq, limit) ?? []).map((entry) => entry.event))

test('gives pieces that a socket can take, and always at least one event', () => {
  const ring = createRing({ events: 100, bytes: 100_000_000 })
  for (let seq = 1; seq <= 20; seq++) ring.add(event(seq, 'x'.repeat(60_000)))
  ring.add(event(21, 'x'.repeat(1_000_000)))
  expect(seqsAfter(ring, 0, 100)).toEqual(upTo(5))
  expect(seqsAfter(ring, 0, 2)).toEqual([1, 2])
  expect(seqsAfter(ring, 20, 100)).toEqual([21])
  expect(ring.after(21, 100)).toEqual([])
})

test('is null for what it does not reach back to, and forgets by number and by bytes', () => {
  const ring = createRing({ events: 3, bytes: 1_000 })
  for (let seq = 1; seq <= 5; seq++) ring.add(event(seq))
  expect(ring.after(1, 10)).toBeNull()
  expect(seqsAfter(ring, 2, 10)).toEqual([3, 4, 5])
  ring.add(event(6, 'x'.repeat(5_000)))
  expect(ring.after(4, 10)).toBeNull()
  expect(seqsAfter(ring, 5, 10)).toEqual([6])
  ring.clear()
  expect(ring.after(6, 10)).toBeNull()
})

test('says how many events to read at once, so that they make a piece', () => {
  const ring = createRing({ events: 100, bytes: 100_000_000 })
  expect(ring.piece(500)).toBe(16)
  ring.add(event(1, 'x'))
  expect(ring.piece(500)).toBe(500)
  ring.add(event(2, 'x'.repeat(100_000)))
  expect(ring.piece(500)).toBe(5)
  ring.add(event(3, 'x'.repeat(10_000_000)))
  expect(ring.piece(500)).toBe(1)
})
