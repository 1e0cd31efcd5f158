import { expect, test } from 'vitest'
import type { Target } from './operations.ts'
import { countTargets, targetRows } from './targets.ts'

const target = (serverName: string, status: Target['status'], labels: string[] = [], message: string | null = null) =>
  ({ serverName, status, message, server: { id: serverName, name: serverName, labels } }) as unknown as Target
const all = [
  target('web-1', 'SUCCEEDED', ['eu']),
  target('web-2', 'RUNNING', ['us']),
  target('web-3', 'FAILED', ['eu'], 'port 80 is taken'),
  target('db-1', 'UNKNOWN'),
  target('web-4', 'PENDING'),
]
const names = (...[filter, words]: [Parameters<typeof targetRows>[1], string]) =>
  targetRows(all, filter, words).map(({ serverName }) => serverName)

test('what needs a person stands first, the others as in the plan', () => {
  expect(names('all', '')).toEqual(['web-3', 'db-1', 'web-1', 'web-2', 'web-4'])
})

test('servers are found by name, label and message, and by how they stand', () => {
  expect(names('all', ' WEB-2 ')).toEqual(['web-2'])
  expect(names('all', 'eu')).toEqual(['web-3', 'web-1'])
  expect(names('all', 'port 80')).toEqual(['web-3'])
  expect(names('failed', '')).toEqual(['web-3', 'db-1'])
  expect(names('running', '')).toEqual(['web-2', 'web-4'])
  expect(names('done', 'us')).toEqual([])
})

test('the counts tell the whole', () => {
  expect(countTargets(all)).toEqual([
    ['FAILED', 1],
    ['UNKNOWN', 1],
    ['RUNNING', 1],
    ['SUCCEEDED', 1],
    ['PENDING', 1],
  ])
})
