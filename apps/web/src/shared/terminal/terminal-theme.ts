import type { ITheme } from '@xterm/xterm'
import { palettes, type Theme } from '../theme/palette.ts'

/** The sixteen colours that programs name; each reads at 4.5:1 on the ground it stands on. */
const named: Record<Theme, Partial<ITheme>> = {
  light: {
    black: '#171b22',
    red: '#b42318',
    green: '#19692c',
    yellow: '#7a5200',
    blue: '#2f55d4',
    magenta: '#8e2fa8',
    cyan: '#0b6478',
    white: '#59626f',
    brightBlack: '#59626f',
    brightRed: '#931b12',
    brightGreen: '#125222',
    brightYellow: '#624200',
    brightBlue: '#2446b8',
    brightMagenta: '#732389',
    brightCyan: '#084f5f',
    brightWhite: '#171b22',
  },
  dark: {
    black: '#9ea8b6',
    red: '#ff8a7a',
    green: '#6fd08c',
    yellow: '#e3b341',
    blue: '#86a3ff',
    magenta: '#d59cf0',
    cyan: '#63cbe0',
    white: '#d5dae2',
    brightBlack: '#9ea8b6',
    brightRed: '#ffa699',
    brightGreen: '#93e0a9',
    brightYellow: '#f2cc60',
    brightBlue: '#a3baff',
    brightMagenta: '#e3bbf6',
    brightCyan: '#8fdcec',
    brightWhite: '#ffffff',
  },
}

export function terminalTheme(theme: Theme): ITheme {
  const { surface, sunken, text, accent } = palettes[theme]
  const ground = theme === 'dark' ? sunken : surface
  return {
    ...named[theme],
    background: ground,
    foreground: text,
    cursor: accent,
    cursorAccent: ground,
    selectionBackground: theme === 'dark' ? '#2c3a66' : '#c9d6fb',
  }
}
