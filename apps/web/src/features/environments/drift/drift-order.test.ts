import { expect, test } from 'vitest'
import { checkedSince, countStates, driftRows, isOff } from './drift-order.ts'

const servers = (n: number, state: 'SAME' | 'DIFFERENT' | 'UNREACHABLE' | 'UNCHECKED') =>
  Array.from({ length: n }, () => ({ state }))

test('the worst come first, and hundreds of good ones only count', () => {
  const all = [...servers(197, 'SAME'), ...servers(1, 'UNREACHABLE'), ...servers(2, 'DIFFERENT')]
  const { rows, folded } = driftRows(all, false)
  expect(rows.map(({ state }) => state)).toEqual(['DIFFERENT', 'DIFFERENT', 'UNREACHABLE'])
  expect(folded).toBe(197)
  expect(driftRows(all, true)).toMatchObject({ folded: 0, rows: { length: 200 } })
  expect(driftRows(servers(12, 'SAME'), false)).toMatchObject({ folded: 0, rows: { length: 12 } })
  expect(countStates(all)).toEqual([
    ['DIFFERENT', 2],
    ['UNREACHABLE', 1],
    ['SAME', 197],
  ])
  expect(all.filter(isOff)).toHaveLength(2)
})

test('a fleet was checked when its last server was, and not while one never was', () => {
  const at = (checkedAt: string | null) => ({ checkedAt })
  expect(checkedSince([at('2026-02-02'), at('2026-01-01')])).toBe('2026-01-01')
  expect(checkedSince([at('2026-02-02'), at(null)])).toBeNull()
  expect(checkedSince([])).toBeNull()
})
