import { expect, test } from 'vitest'
import { toDraft, toInput } from './draft.ts'

test('an untouched secret is sent without a value, a new one with it', () => {
  const draft = toDraft(null)
  draft.variables = [
    { name: 'KEPT', value: '', secret: true, stored: true },
    { name: 'CHANGED', value: 'new', secret: true, stored: true },
    { name: 'PLAIN', value: '', secret: false, stored: false },
    { name: ' ', value: '', secret: false, stored: false },
  ]
  expect(toInput(draft).variables).toEqual([
    { name: 'KEPT', secret: true },
    { name: 'CHANGED', secret: true, value: 'new' },
    { name: 'PLAIN', secret: false, value: '' },
  ])
})

test('empty commands are null, shared paths one a line', () => {
  const draft = { ...toDraft(null), buildCommand: ' \n', restartCommand: 'x', sharedPaths: ' .env \n\nuploads/ ' }
  expect(toInput(draft)).toMatchObject({ buildCommand: null, restartCommand: 'x', sharedPaths: ['.env', 'uploads/'] })
})
