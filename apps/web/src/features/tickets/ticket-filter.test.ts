import { expect, it } from 'vitest'
import { filterOf, queryOf, toInput } from './ticket-filter.ts'

it('stands in the address and comes back out of it', () => {
  const filter = { scope: 'ALL', status: 'RUNNING', flowId: 'f', search: 'tea' } as const
  expect(filterOf(queryOf(filter))).toEqual(filter)
  expect(queryOf(filterOf({}))).toEqual({})
})

it('takes no nonsense from an address', () => {
  expect(filterOf({ scope: 'EVERYTHING', status: ['x'], search: '' })).toEqual({
    ...{ scope: 'MY_TASKS', status: null, flowId: null, search: '' },
  })
  expect(toInput(filterOf({ search: ' ' }))).toEqual({ scope: 'MY_TASKS', status: null, flowId: null, search: null })
})
