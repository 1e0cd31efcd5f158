import { describe, expect, test } from 'vitest'
import { contrast } from './contrast.ts'
import { palettes, type Theme } from './palette.ts'
import { stateColours } from './states.ts'

describe.each(['light', 'dark'] as Theme[])('%s', (theme) => {
  const palette = palettes[theme]
  test.each(Object.entries(stateColours[theme]))('%s can be read and seen', (_state, colours) => {
    expect(contrast(colours.text, colours.fill)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colours.text, palette.surface)).toBeGreaterThanOrEqual(4.5)
    for (const behind of [palette.page, palette.surface, colours.fill]) {
      expect(contrast(colours.border, behind)).toBeGreaterThanOrEqual(3)
    }
  })

  test('texts, links and input borders of the page', () => {
    for (const behind of [palette.page, palette.surface, palette.raised, palette.sunken, palette.hover]) {
      expect(contrast(palette.text, behind)).toBeGreaterThanOrEqual(7)
      expect(contrast(palette.muted, behind)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(palette.accent, behind)).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(palette.accentText, palette.accent)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.accent, palette.accentSoft)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.danger, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.outline, palette.surface)).toBeGreaterThanOrEqual(3)
  })
})
