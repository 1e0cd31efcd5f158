import { expect, test } from 'vitest'
import { toDraft, toInput } from './draft.ts'

test('an untouched secret is sent without a value, a new one with it', () => {
  const draft = toDraft(null)
  draft.variables = [
    { name: 'KEPT', value: '', secret: true, scope: 'BOTH', stored: true },
    { name: 'CHANGED', value: 'new', secret: true, scope: 'BOTH', stored: true },
    { name: 'PLAIN', value: '', secret: false, scope: 'BOTH', stored: false },
    { name: ' ', value: '', secret: false, scope: 'BOTH', stored: false },
  ]
  expect(toInput(draft).variables).toEqual([
    { name: 'KEPT', secret: true, scope: 'BOTH' },
    { name: 'CHANGED', secret: true, scope: 'BOTH', value: 'new' },
    { name: 'PLAIN', secret: false, scope: 'BOTH', value: '' },
  ])
})

test('empty commands are null, shared paths one a line', () => {
  const draft = { ...toDraft(null), buildCommand: ' \n', restartCommand: 'x', sharedPaths: ' .env \n\nuploads/ ' }
  expect(toInput(draft)).toMatchObject({ buildCommand: null, restartCommand: 'x', sharedPaths: ['.env', 'uploads/'] })
})

test('a new environment lets sendoff.yml fill what is empty; lines of a .gitignore may be pasted', () => {
  const draft = toDraft(null)
  draft.repository.exclude = '# maps\n*.map\n\n !keep.map \n'
  expect(toInput(draft)).toMatchObject({
    repositoryFile: 'FALLBACK',
    packing: { include: [], exclude: ['*.map', '!keep.map'] },
  })
})
