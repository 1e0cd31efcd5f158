import { expect, test } from 'vitest'
import { complete, completionAt, matchPeople } from './completion.ts'

test.each([
  ['@', { kind: 'person', query: '', from: 0, to: 1 }],
  ['hey @ad', { kind: 'person', query: 'ad', from: 4, to: 7 }],
  ['（你好，@李', { kind: 'person', query: '李', from: 4, to: 6 }],
  ['mail ada@example', null],
  ['hey @ada done', null],
  ['/', { kind: 'command', query: '', from: 0, to: 1 }],
  ['/release sh', { kind: 'command', query: 'release sh', from: 0, to: 11 }],
  ['see /etc', null],
  ['/a\nb', null],
])('at the end of %j', (text, expected) => {
  expect(completionAt(text, text.length)).toEqual(expected)
})

test('a choice replaces what was typed and leaves one space behind it', () => {
  const at = completionAt('hey @ad', 7)
  expect(at && complete('hey @ad', at, '@ada')).toEqual({ text: 'hey @ada ', caret: 9 })
  const middle = completionAt('hey @ad, ok', 7)
  expect(middle && complete('hey @ad ok', middle, '@ada')).toEqual({ text: 'hey @ada ok', caret: 9 })
})

test('people are found by either name, beginnings first', () => {
  const people = [
    { username: 'miranda', displayName: 'Miranda' },
    { username: 'ada', displayName: 'Ada Lovelace' },
    { username: 'li', displayName: '李雷' },
  ]
  expect(matchPeople(people, 'da').map((each) => each.username)).toEqual(['ada', 'miranda'])
  expect(matchPeople(people, 'lov').map((each) => each.username)).toEqual(['ada'])
  expect(matchPeople(people, '雷').map((each) => each.username)).toEqual(['li'])
  expect(matchPeople(people, '')).toHaveLength(3)
})
