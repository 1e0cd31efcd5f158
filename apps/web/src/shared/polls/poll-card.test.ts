import { describe, expect, test } from 'vitest'
import { choiceAfter, type PollCard, pollBars, pollCardOf, type Tally } from './poll-card.ts'

const card: PollCard = {
  pollId: 'p',
  question: 'Where?',
  options: [
    { id: 'a', text: 'here' },
    { id: 'b', text: 'there' },
  ],
  multiple: false,
  changeable: true,
  visibility: 'ALWAYS',
  secrecy: 'CONFIDENTIAL',
  minChoices: 1,
  maxChoices: 1,
  state: 'OPEN',
  closesAt: null,
  closedAt: null,
  respondentCount: null,
  counts: null,
}
const tally: Tally = {
  revision: 3,
  state: 'OPEN',
  respondentCount: 3,
  eligibleCount: 9,
  counts: [
    { optionId: 'a', count: 2 },
    { optionId: 'b', count: 1 },
  ],
  closesAt: null,
  closedAt: null,
  at: '2026-01-01T00:00:00Z',
}
const single = { multiple: false, maxChoices: 1 }
const upToTwo = { multiple: true, maxChoices: 2 }
const drawn = (of: PollCard, by: Tally | null) =>
  pollBars(of, by).map(({ count, percent, leads }) => [count, percent, leads])

describe('bars', () => {
  test('are what the tally says, in the order of the options', () =>
    expect(drawn(card, tally)).toEqual([
      [2, 67, true],
      [1, 33, false],
    ]))
  test('have no numbers while those may not be known', () =>
    expect(drawn(card, { ...tally, counts: null })).toEqual([
      [null, null, false],
      [null, null, false],
    ]))
  test('of nobody are empty, and nothing leads', () =>
    expect(
      drawn(card, {
        ...tally,
        respondentCount: 0,
        counts: [
          { optionId: 'a', count: 0 },
          { optionId: 'b', count: 0 },
        ],
      }),
    ).toEqual([
      [0, 0, false],
      [0, 0, false],
    ]))
  test('of a closed poll are its result, whatever the stream said last', () => {
    const counts = [
      { optionId: 'a', count: 1 },
      { optionId: 'b', count: 1 },
    ]
    expect(drawn({ ...card, state: 'CLOSED', respondentCount: 2, counts }, tally)).toEqual([
      [1, 50, true],
      [1, 50, true],
    ])
  })
})

test('a click chooses, replaces, adds and takes back', () => {
  expect(choiceAfter([], 'a', single)).toEqual(['a'])
  expect(choiceAfter(['a'], 'b', single)).toEqual(['b'])
  expect(choiceAfter(['a'], 'a', single)).toEqual([])
  expect(choiceAfter(['a'], 'b', upToTwo)).toEqual(['a', 'b'])
  expect(choiceAfter(['a', 'b'], 'a', upToTwo)).toEqual(['b'])
  expect(choiceAfter(['a', 'b'], 'c', upToTwo)).toEqual(['a', 'b'])
})

test('only polls are taken for polls', () => {
  expect(pollCardOf({ releaseId: 'r' })).toBeNull()
  expect(pollCardOf(null)).toBeNull()
  expect(pollCardOf(card)).toBe(card)
})
