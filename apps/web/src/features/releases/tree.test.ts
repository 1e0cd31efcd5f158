import { expect, test } from 'vitest'
import type { Step } from './operations.ts'
import { treeRows } from './tree.ts'

const step = (key: string, serverName: string | null) => ({ key, serverName }) as Step
const plan = [
  step('start', null),
  step('upload:a', 'a'),
  step('upload:b', 'b'),
  step('check:a', 'a'),
  step('check:b', 'b'),
  step('end', null),
]

test('steps hang under their servers, in the order of the plan', () => {
  const keys = treeRows(plan, new Set()).map((row) => row.key)
  expect(keys).toEqual(['start', 'server:a', 'upload:a', 'check:a', 'server:b', 'upload:b', 'check:b', 'end'])
})

test('a closed server hides its steps', () => {
  const rows = treeRows(plan, new Set(['a']))
  expect(rows.map((row) => row.key)).toEqual(['start', 'server:a', 'server:b', 'upload:b', 'check:b', 'end'])
  expect(rows[1]).toMatchObject({ expanded: false, step: null })
})
