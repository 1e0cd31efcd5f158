import fc from 'fast-check'
import { expect, test } from 'vitest'
import { align } from './aligned.ts'
import { append, noPoints, type Points } from './points.ts'
import { runsOf } from './runs.ts'
import { thin } from './thin.ts'

const value = fc.integer({ min: -1000, max: 1000 })
const measured = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 200 }),
      span: fc.constantFrom(1, 30, 60),
      values: fc.array(value, { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 80 },
  )
  .map((entries) => {
    const points = noPoints()
    let time = 1_000_000
    for (const { wait, span, values } of entries) {
      time += wait
      const mean = values.reduce((sum, each) => sum + each, 0) / values.length
      append(points, { time, span, mean, min: Math.min(...values), max: Math.max(...values), count: values.length })
    }
    return points
  })
const sum = (values: number[]) => values.reduce((all, each) => all + each, 0)
const total = ({ mean, count }: Points) => sum(mean.map((each, index) => each * (count[index] as number)))

test('columns of pixels keep extremes, counts and sums, and are no more than there are pixels', () => {
  fc.assert(
    fc.property(measured, fc.integer({ min: 1, max: 300 }), (points, secondsPerColumn) => {
      for (const run of runsOf(points)) {
        const thinned = thin(run, secondsPerColumn)
        expect(Math.max(...thinned.max)).toBe(Math.max(...run.max))
        expect(Math.min(...thinned.min)).toBe(Math.min(...run.min))
        expect(sum(thinned.count)).toBe(sum(run.count))
        expect(total(thinned)).toBeCloseTo(total(run), 6)
        expect(thinned.time[0]).toBe(run.time[0])
        const columns = new Set(thinned.time.map((time) => Math.floor(time / secondsPerColumn)))
        expect(columns.size).toBe(thinned.time.length)
        thinned.mean.forEach((mean, index) => {
          expect(mean).toBeGreaterThanOrEqual((thinned.min[index] as number) - 1e-6)
          expect(mean).toBeLessThanOrEqual((thinned.max[index] as number) + 1e-6)
        })
      }
    }),
  )
})

test('a hole of more than one and a half windows is a gap, also where their length changes, and stays one', () => {
  fc.assert(
    fc.property(measured, fc.integer({ min: 1, max: 300 }), (points, secondsPerColumn) => {
      const holes = points.time.slice(1).filter((time, index) => {
        const window = Math.max(points.span[index] as number, points.span[index + 1] as number)
        return time - (points.time[index] as number) > 1.5 * window
      })
      const runs = runsOf(points)
      expect(runs.flatMap(({ time }) => time)).toEqual(points.time)
      expect(runs.length).toBe(points.time.length === 0 ? 0 : holes.length + 1)
      const drawn = align([runs.map((run) => thin(run, secondsPerColumn))])
      for (const column of drawn.columns) expect(column.filter((cell) => cell === null)).toHaveLength(holes.length)
    }),
  )
})

test('series that were measured at other times keep their own points and break only in their own gaps', () => {
  const series = fc.array(measured, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(series, (all) => {
      const { times, columns } = align(all.map(runsOf))
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      all.forEach((points, index) => {
        const mean = columns[index * 3] ?? []
        const found = mean.flatMap((cell, row) => (typeof cell === 'number' ? [[times[row], cell]] : []))
        expect(found).toEqual(points.time.map((time, at) => [time, points.mean[at]]))
        expect(mean.filter((cell) => cell === null)).toHaveLength(Math.max(0, runsOf(points).length - 1))
      })
    }),
  )
})
