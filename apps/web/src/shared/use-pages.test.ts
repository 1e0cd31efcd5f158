import { expect, test } from 'vitest'
import { type PageOfList, usePages } from './use-pages.ts'

test('a page stays, goes on, and falls back when its last row is deleted', () => {
  let page: PageOfList = { totalCount: 21, shown: 20, hasNextPage: true, endCursor: 'c20' }
  const pages = usePages(20, () => page)
  expect([pages.from.value, pages.to.value]).toEqual([1, 20])
  pages.next()
  page = { totalCount: 21, shown: 1, hasNextPage: false, endCursor: 'c21' }
  expect([pages.after.value, pages.hasPrevious.value]).toEqual(['c20', true])
  pages.next()
  expect(pages.after.value).toBe('c20')
  page = { totalCount: 20, shown: 0, hasNextPage: false, endCursor: null }
  pages.settle()
  expect(pages.after.value).toBeNull()
})
