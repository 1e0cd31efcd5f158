import { expect, test } from 'vitest'
import { countUntil, momentsOf, readCast } from './cast.ts'

const text = [
  '{"version":2,"width":100,"height":30}',
  '[0.5,"o","$ "]',
  'not a line',
  '[1,"r","120x40"]',
  '[61,"o","late"]',
  '',
].join('\n')

test('a recording is read line by line; what is broken is left out', () => {
  const { columns, rows, events } = readCast(text)
  expect({ columns, rows }).toEqual({ columns: 100, rows: 30 })
  expect(events.map(({ code, data }) => code + data)).toEqual(['o$ ', 'r120x40', 'olate'])
})

test('long pauses are made short, and what has happened is found', () => {
  const { events } = readCast(text)
  expect(momentsOf(events, false)).toEqual([0.5, 1, 61])
  const short = momentsOf(events, true)
  expect(short).toEqual([0.5, 1, 2.5])
  expect([0, 0.5, 1.2, 2.5, 9].map((moment) => countUntil(short, moment))).toEqual([0, 1, 2, 3, 3])
})
