import { expect, test } from 'vitest'
import { collectEntries, matchEntries } from './entries.ts'

const found = {
  projects: { nodes: [{ id: 'p1', title: 'Shop', environments: [{ id: 'e1', name: 'production' }] }] },
  servers: { nodes: [{ id: 's1', name: 'web-1', host: '10.0.0.1' }] },
  releases: { nodes: [] },
  tickets: { nodes: [{ id: 't1', number: 7, title: 'More tea', flow: { title: 'Buying' } }] },
  flows: [
    { id: 'f1', title: 'Buying', state: 'PUBLISHED' as const },
    { id: 'f2', title: 'Old', state: 'RETIRED' as const },
  ],
}

test('who may not release is not offered to', () => {
  expect(collectEntries(found, true).map((each) => each.key)).toEqual(['ship:e1', 'open:f1', 'p1', 't1', 's1'])
  expect(collectEntries(found, false).map((each) => each.key)).toEqual(['open:f1', 'p1', 't1', 's1'])
})

test('all words must match, in any order', () => {
  const entries = collectEntries(found, true)
  expect(matchEntries(entries, 'prod shop').map((each) => each.key)).toEqual(['ship:e1'])
  expect(matchEntries(entries, '10.0').map((each) => each.key)).toEqual(['s1'])
  expect(matchEntries(entries, 'nothing')).toEqual([])
})
