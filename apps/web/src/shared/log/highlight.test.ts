import { expect, test } from 'vitest'
import { parseAnsi } from './ansi.ts'
import { highlight } from './highlight.ts'

const marked = (line: string, needle: string) =>
  highlight(parseAnsi(line), needle).map((span) => (span.hit ? `[${span.text}]` : span.text))

test('hits are cut out, case ignored, colours crossed', () => {
  expect(marked('an Error and an error', 'error')).toEqual(['an ', '[Error]', ' and an ', '[error]'])
  expect(marked('er\x1b[31mror\x1b[0m!', 'error')).toEqual(['[er]', '[ror]', '!'])
  expect(marked('nothing', 'x')).toEqual(['nothing'])
  expect(marked('aaa', '')).toEqual(['aaa'])
})
