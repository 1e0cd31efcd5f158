import { expect, test } from 'vitest'
import { drawPicture, newestOf, stepFrom, valueAt } from './draw-picture.ts'
import { samples } from './points.fixture.ts'
import { pointAt } from './points.ts'
import { summarize, turnOf } from './summary.ts'
import { together } from './thin.ts'

const points = samples([
  [100, 10],
  [101, 30],
  [102, 20],
  [110, 90],
])
const line = { key: 'cpu', label: 'CPU', points }

test('a stretch of time has a mean weighted by samples and the highest value that was measured', () => {
  expect(summarize(points, { from: 100, to: 102 })).toEqual({ mean: 20, max: 30, count: 3 })
  const merged = together(pointAt(points, 0), pointAt(points, 1))
  expect(merged).toMatchObject({ time: 100, span: 2, mean: 20, min: 10, max: 30, count: 2 })
  expect(summarize(points, { from: 103, to: 109 })).toBeNull()
})

test('small differences are none', () => {
  expect(turnOf(10, 10.3, 1)).toBe('same')
  expect(turnOf(60, 62, 1)).toBe('same')
  expect(turnOf(10, 31, 1)).toBe('up')
  expect(turnOf(31, 10, 1)).toBe('down')
})

test('within a gap nothing has a value, and the crosshair steps over it', () => {
  const span = { from: 100, to: 120 }
  expect(valueAt(line, 101.4)?.mean).toBe(30)
  expect(valueAt(line, 106)).toBeNull()
  expect(stepFrom([line], span, 102, 1)).toBe(110)
  expect(stepFrom([line], span, null, -1)).toBe(110)
  expect(stepFrom([line], span, 110, 5)).toBe(110)
  expect(stepFrom([line], { from: 0, to: 50 }, null, 1)).toBeNull()
})

test('a value that is long gone is not said of now', () => {
  expect(newestOf(line, { from: 0, to: 150 })?.mean).toBe(90)
  expect(newestOf(line, { from: 0, to: 105 })?.mean).toBe(20)
  expect(newestOf(line, { from: 0, to: 300 })).toBeNull()
})

test('what is seen reaches to the edge, and its axis holds what was highest', () => {
  const chart = { lines: [line], unit: 'NUMBER' as const, limit: null, marks: [] }
  const { data, axis } = drawPicture(chart, { from: 101, to: 109 }, 500, null)
  expect(data.times).toEqual([100, 101, 102, 106, 110])
  expect(axis.max).toBe(100)
  expect(drawPicture({ ...chart, least: 400 }, { from: 101, to: 109 }, 500, null).axis.max).toBe(400)
})
