import { expect, test } from 'vitest'
import { contrast } from './contrast.ts'
import { palettes, type Theme } from './palette.ts'
import { seriesColours } from './series.ts'

test.each(['light', 'dark'] as Theme[])('every line of a chart can be seen: %s', (theme) => {
  for (const colour of seriesColours[theme]) {
    expect(contrast(colour, palettes[theme].surface), colour).toBeGreaterThanOrEqual(3)
  }
  expect(new Set(seriesColours[theme]).size).toBe(seriesColours.light.length)
})
