import { expect, test } from 'vitest'
import { createLogLines } from './lines.ts'

const all = (lines: ReturnType<typeof createLogLines>) =>
  Array.from({ length: lines.count }, (_, index) => lines.line(index)?.text)

test('lines come together from pieces, and an unfinished one is shown', () => {
  const lines = createLogLines()
  lines.append('build', 'one\ntw')
  expect(all(lines)).toEqual(['one', 'tw'])
  lines.append('build', 'o\n\nfour')
  expect(all(lines)).toEqual(['one', 'two', '', 'four'])
  lines.append('build', '\n')
  expect(all(lines)).toEqual(['one', 'two', '', 'four'])
})

test('steps that write at the same time do not mix within a line', () => {
  const lines = createLogLines()
  lines.append('a', 'hel')
  lines.append('b', 'wor')
  lines.append('a', 'lo\n')
  lines.append('b', 'ld\n')
  expect(all(lines)).toEqual(['hello', 'world'])
  expect(lines.sources[lines.line(1)?.source ?? -1]).toBe('b')
})

test('carriage returns overwrite, Windows line ends vanish', () => {
  const lines = createLogLines()
  lines.append('a', '10%\r50%\r100%\r\ndone\r\n')
  expect(all(lines)).toEqual(['100%', 'done'])
})

test('blocks are packed without changing what is read', () => {
  const lines = createLogLines()
  const text = Array.from({ length: 5_000 }, (_, index) => (index % 7 === 0 ? '' : `line ${index} 世界`))
  for (let at = 0; at < text.length; at += 333)
    lines.append(
      'a',
      text
        .slice(at, at + 333)
        .map((l) => `${l}\n`)
        .join(''),
    )
  expect(all(lines)).toEqual(text)
  expect(lines.width(1)).toBe('line 1 '.length + 4)
})

test('search ignores case and starts where it is told', () => {
  const lines = createLogLines()
  lines.append(
    'a',
    `${Array.from({ length: 3_000 }, (_, i) => (i % 1000 === 5 ? 'An ERROR here' : 'fine')).join('\n')}\n`,
  )
  expect(lines.find('error', 0, 10)).toEqual([5, 1005, 2005])
  expect(lines.find('error', 6, 1)).toEqual([1005])
  expect(lines.find('', 0, 10)).toEqual([])
})

test('a million lines are taken in a few seconds and read at once', () => {
  const lines = createLogLines()
  const chunk = `${Array.from({ length: 10_000 }, (_, i) => `compile src/module-${i}.ts in ${i % 97} ms`).join('\n')}\n`
  for (let i = 0; i < 100; i++) lines.append('build', chunk)
  expect(lines.count).toBe(1_000_000)
  expect(lines.line(999_999)?.text).toBe('compile src/module-9999.ts in 8 ms')
})
