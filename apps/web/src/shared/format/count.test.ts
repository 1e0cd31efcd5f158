import { expect, test } from 'vitest'
import { formatCounts } from './count.ts'

test('counts get separators, names made of digits do not', () => {
  expect(formatCounts({ n: 12_345, number: 12_345, who: 'Ada' }, 'en-GB')).toEqual({
    n: '12,345',
    number: 12_345,
    who: 'Ada',
  })
  expect(formatCounts({ total: 1_234_567 }, 'de-DE')).toEqual({ total: '1.234.567' })
})
