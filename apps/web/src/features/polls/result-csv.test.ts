import { expect, test } from 'vitest'
import { countdownText } from '../../shared/polls/use-countdown.ts'
import { resultCsv } from './result-csv.ts'

const bar = (text: string, count: number | null) => ({ id: text, text, count, percent: count, leads: false })

test('cells are quoted, and none is a formula', () =>
  expect(resultCsv(['Option', 'Votes', '%'], [bar('say "tea", please', 2), bar('=1+1', null)])).toBe(
    '"Option","Votes","%"\r\n"say ""tea"", please",2,2\r\n"\'=1+1",,',
  ))

test.each([
  [0, '0:00'],
  [6_001, '0:07'],
  [270_000, '4:30'],
  [3_909_000, '1:05:09'],
])('%d ms are left as %s', (ms, shown) => expect(countdownText(ms)).toBe(shown))
