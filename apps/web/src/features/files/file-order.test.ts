import { expect, test } from 'vitest'
import { inOrder, matching } from './file-order.ts'

const file = (name: string, more: object = {}) => ({
  ...{ name, kind: 'FILE' as const, targetKind: null, size: 1, modifiedAt: '2026-01-01T00:00:00Z' },
  ...{ octal: '0644', owner: 'a', group: 'a', ...more },
})
const files = [
  file('log10', { size: 5 }),
  file('log2', { size: 7 }),
  file('sub', { kind: 'DIRECTORY' }),
  file('to-sub', { kind: 'LINK', targetKind: 'DIRECTORY' }),
  file('.env', { size: 5 }),
]
const names = (of: { name: string }[]) => of.map(({ name }) => name)

test('folders, and links to them, come first whichever way round; names go as people count', () => {
  expect(names(inOrder(files, { by: 'name', descending: false }))).toEqual(['sub', 'to-sub', '.env', 'log2', 'log10'])
  expect(names(inOrder(files, { by: 'name', descending: true }))).toEqual(['to-sub', 'sub', 'log10', 'log2', '.env'])
  expect(names(inOrder(files, { by: 'size', descending: true }))).toEqual(['sub', 'to-sub', 'log2', '.env', 'log10'])
})

test('a filter takes all words in any order; hidden files are left out unless they are asked for', () => {
  expect(names(matching(files, '', false))).not.toContain('.env')
  expect(names(matching(files, '', true))).toContain('.env')
  expect(matching([file('up.bin.sendoff-part-0123456789abcdef')], '', false)).toEqual([])
  expect(names(matching(files, '10 LOG', false))).toEqual(['log10'])
})
