import { expect, test } from 'vitest'
import { toFailure } from './failure.ts'

test('every field of every error is kept, without the name of the argument', () => {
  const failure = toFailure({
    message: '[GraphQL] bad',
    graphQLErrors: [
      {
        message: 'bad',
        extensions: {
          code: 'BAD_USER_INPUT',
          fields: [
            { path: 'input.name', message: 'is empty' },
            { path: 'input.environments.0.path', message: 'is not absolute' },
            { path: 'input.name', message: 'is taken' },
          ],
        },
      },
    ],
  })
  expect(failure.code).toBe('BAD_USER_INPUT')
  expect(failure.fields).toEqual({ name: 'is empty is taken', 'environments.0.path': 'is not absolute' })
})

test('a server that cannot be reached is NETWORK', () => {
  expect(toFailure({ message: '[Network] Failed to fetch', networkError: new Error('x') }).code).toBe('NETWORK')
})

test('malformed extensions do not break the page', () => {
  const failure = toFailure({ message: 'x', graphQLErrors: [{ message: 'boom', extensions: { fields: [null, 7] } }] })
  expect(failure).toMatchObject({ code: 'INTERNAL', message: 'boom', fields: {} })
})
