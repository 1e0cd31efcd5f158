import { expect, test } from 'vitest'
import { contrast } from '../theme/contrast.ts'
import { terminalTheme } from './terminal-theme.ts'

test.each(['light', 'dark'] as const)('every colour that a program may name reads at 4.5:1, %s', (theme) => {
  const { background = '', cursor = '', cursorAccent, selectionBackground, ...colours } = terminalTheme(theme)
  for (const [name, colour] of Object.entries(colours)) {
    expect(contrast(String(colour), background), name).toBeGreaterThanOrEqual(4.5)
  }
  expect(contrast(cursor, background)).toBeGreaterThanOrEqual(3)
})
