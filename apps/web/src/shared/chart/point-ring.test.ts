import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPointRing } from './point-ring.ts'
import { samples } from './points.fixture.ts'
import { pointAt } from './points.ts'

const asPairs = ({ time, mean }: { time: number[]; mean: number[] }) => time.map((each, index) => [each, mean[index]])
const point = (time: number, value: number) => pointAt(samples([[time, value]]), 0)

test('what is asked for and what streams in become one line: ascending, without doubles, the newest wins', () => {
  const time = fc.integer({ min: 0, max: 60 })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), time }),
    fc.record({ kind: fc.constant('fill' as const), times: fc.uniqueArray(time, { minLength: 1, maxLength: 12 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ring = createPointRing()
      let expected: [number, number][] = []
      steps.forEach((each, value) => {
        if (each.kind === 'add') {
          const newest = expected.at(-1)?.[0] ?? -1
          expect(ring.add(point(each.time, value))).toBe(each.time >= newest)
          if (each.time >= newest) expected = [...expected.filter(([at]) => at < each.time), [each.time, value]]
          return
        }
        const times = each.times.toSorted((a, b) => a - b)
        const [first, last] = [times[0] as number, times.at(-1) as number]
        ring.fill(samples(times.map((at) => [at, value])))
        const kept = (side: (at: number) => boolean) => expected.filter(([at]) => side(at))
        expected = [
          ...kept((at) => at < first),
          ...times.map((at): [number, number] => [at, value]),
          ...kept((at) => at > last),
        ]
      })
      expect(asPairs(ring.points)).toEqual(expected)
      for (const column of Object.values(ring.points)) expect(column).toHaveLength(expected.length)
    }),
  )
})

test('whether the window or the stream comes first, the line is the same', () => {
  const window = samples([
    [10, 1],
    [11, 2],
    [12, 3],
  ])
  const live = [point(12, 3), point(13, 4), point(14, 5)]
  const [one, other] = [createPointRing(), createPointRing()]
  one.fill(window)
  for (const each of live) one.add(each)
  for (const each of live) other.add(each)
  other.fill(window)
  expect(one.points).toEqual(other.points)
})

test('it holds a bounded number of points, always the newest', () => {
  const ring = createPointRing(100)
  for (let at = 0; at < 1000; at++) {
    ring.add(point(at, at))
    expect(ring.points.time.length).toBeLessThanOrEqual(125)
    expect(ring.points.time.at(-1)).toBe(at)
  }
  ring.trim(980)
  expect(ring.points.time).toEqual(Array.from({ length: 20 }, (_, index) => 980 + index))
})
