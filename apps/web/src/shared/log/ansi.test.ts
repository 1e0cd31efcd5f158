import { expect, test } from 'vitest'
import { applyCodes, parseAnsi, plain, stripAnsi } from './ansi.ts'

test('a line without sequences is one span', () => {
  expect(parseAnsi('hello')).toEqual([{ text: 'hello', style: plain }])
  expect(parseAnsi('')).toEqual([])
})

test('colours, bold and resets split the line', () => {
  const spans = parseAnsi('a \x1b[1;31mred\x1b[0m b \x1b[92mok\x1b[39m.')
  expect(spans.map((span) => span.text)).toEqual(['a ', 'red', ' b ', 'ok', '.'])
  expect(spans[1]?.style).toMatchObject({ bold: true, colour: 1 })
  expect(spans[2]?.style).toEqual(plain)
  expect(spans[3]?.style.colour).toBe(10)
})

test('256 colours and true colours', () => {
  expect(applyCodes(plain, '38;5;196').colour).toBe('#ff0000')
  expect(applyCodes(plain, '38;5;232').colour).toBe('#080808')
  expect(applyCodes(plain, '48;2;1;2;300')).toMatchObject({ background: '#0102ff', colour: null })
  expect(applyCodes(plain, '38;5;9;1')).toMatchObject({ colour: 9, bold: true })
})

test('cursor movements, titles and control characters leave no trace', () => {
  expect(stripAnsi('\x1b[2K\x1b[1Gdone\x1b]0;title\x07!\x00')).toBe('done!')
  expect(parseAnsi('\x1b[2K50%\x1b[K').map((span) => span.text)).toEqual(['50%'])
})

test('a broken sequence does not swallow the text', () => {
  expect(stripAnsi('\x1b[31mred')).toBe('red')
  expect(
    parseAnsi('a\x1b[38;5mb')
      .map((span) => span.text)
      .join(''),
  ).toBe('ab')
})
