import { expect, it } from 'vitest'
import { answerLine, askedFields } from './answer-lines.ts'
import { question } from './field.fixture.ts'

const line = (kind: Parameters<typeof question>[1], value: unknown) => answerLine(question('it', kind), value, 'en-GB')

it('reads answers in the words and numbers of the page', () => {
  expect(line({ kind: 'MONEY', currency: 'EUR' }, 123450)).toEqual({ kind: 'text', text: '€1,234.50' })
  expect(line({ kind: 'NUMBER' }, 12345.25)).toEqual({ kind: 'text', text: '12,345.25' })
  expect(line({ kind: 'DATE' }, '2030-01-31')).toEqual({ kind: 'text', text: '31 January 2030' })
  const options = [{ value: 'a', title: 'Tea' }]
  expect(line({ kind: 'CHOICE', options, multiple: true }, ['a', 'gone'])).toEqual({ kind: 'text', text: 'Tea, gone' })
  expect(line({ kind: 'PEOPLE' }, ['u1'])).toEqual({ kind: 'people', ids: ['u1'] })
  expect(line({}, undefined)).toEqual({ kind: 'none' })
})

it('shows what was asked, answered or not, and nothing that was not', () => {
  const fields = [question('kind'), question('more', { shownIf: { field: 'kind', operator: 'IS', value: 'b' } })]
  expect(askedFields(fields, { kind: 'a' }).map(({ name }) => name)).toEqual(['kind'])
  expect(askedFields(fields, { kind: 'b' }).map(({ name }) => name)).toEqual(['kind', 'more'])
})
