import { expect, test } from 'vitest'
import { draftOf, emptyParameter, inputOf } from './template-draft.ts'

test('sends of a parameter what its kind has, and nothing else', () => {
  const typed = { name: ' IT ', label: '', default: 'a', pattern: '[a-z]', choices: 'a\n\n b \n' }
  const sent = (kind: 'TEXT' | 'CHOICE' | 'SECRET') =>
    inputOf({ ...draftOf(null), parameters: [{ ...emptyParameter(), ...typed, kind }] }).parameters?.[0]
  expect(sent('TEXT')).toMatchObject({ name: 'IT', label: 'IT', default: 'a', pattern: '[a-z]', choices: null })
  expect(sent('CHOICE')).toMatchObject({ choices: ['a', 'b'], pattern: null })
  expect(sent('SECRET')).toMatchObject({ default: null, pattern: null, choices: null })
})
