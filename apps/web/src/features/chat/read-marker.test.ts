import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createReadMarker } from './read-marker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const marked: number[] = []
  const world = { seen: true, works: true }
  const marker = createReadMarker({
    readSeq: 5,
    isSeen: () => world.seen,
    mark: async (seq) => {
      marked.push(seq)
      return world.works
    },
  })
  return { marker, marked, world }
}

test('many messages make one mark, and it only grows', async () => {
  const { marker, marked } = setUp()
  for (const seq of [6, 9, 7]) marker.see(seq)
  await vi.advanceTimersByTimeAsync(500)
  marker.see(3)
  await vi.advanceTimersByTimeAsync(500)
  expect(marked).toEqual([9])
})

test('nothing is read while nobody looks; what is in view counts on return', async () => {
  const { marker, marked, world } = setUp()
  world.seen = false
  marker.see(8)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(marked).toEqual([])
  world.seen = true
  marker.look()
  await vi.advanceTimersByTimeAsync(500)
  expect(marked).toEqual([8])
})

test('a mark that did not arrive is made again', async () => {
  const { marker, marked, world } = setUp()
  world.works = false
  marker.see(8)
  await vi.advanceTimersByTimeAsync(500)
  world.works = true
  marker.look()
  await vi.advanceTimersByTimeAsync(500)
  expect(marked).toEqual([8, 8])
})
