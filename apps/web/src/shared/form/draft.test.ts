import { expect, it } from 'vitest'
import { answersOf, draftOf } from './draft.ts'
import { question } from './field.fixture.ts'

const fields = [
  question('why'),
  question('days', { kind: 'NUMBER' }),
  question('price', { kind: 'MONEY', currency: 'CNY' }),
  question('kind', { kind: 'CHOICE', options: [{ value: 'a', title: 'A' }] }),
  question('who', { kind: 'PEOPLE', multiple: true }),
  question('what', { kind: 'REVISION' }),
  question('place', { kind: 'ENVIRONMENT' }),
  question('lines', {
    kind: 'TABLE',
    columns: [question('item'), question('cost', { kind: 'MONEY', currency: 'CNY' })],
  }),
]

it('takes the answers out of what was typed, and leaves out what was not answered', () => {
  const draft = { why: '  ', days: '2,5', price: '1,234.5', kind: '', who: ['u1'], lines: [{ item: 'tea', cost: '3' }] }
  expect(answersOf(fields, draft).values).toEqual({
    days: 2.5,
    price: 123450,
    who: ['u1'],
    lines: [{ item: 'tea', cost: 300 }],
  })
})

it('keeps what is no number as it was typed, so that it is told', () => {
  expect(answersOf(fields, { days: 'two', price: '1.2345' }).values).toEqual({ days: 'two', price: '1.2345' })
})

it('puts answers back into the controls', () => {
  const values = {
    why: 'tea is out',
    days: 3,
    price: 5,
    who: ['u1', 'u2'],
    what: { projectId: 'p', environmentId: 'e', revision: 'v1' },
    place: { projectId: 'p', environmentId: 'e' },
    lines: [{ item: 'tea', cost: 300 }],
  }
  const draft = draftOf(fields, values)
  expect(draft.price).toBe('0.05')
  expect(answersOf(fields, draft).values).toEqual(values)
})

it('asks nothing that is hidden by what stands before it, and forgets its answer without losing it', () => {
  const more = question('more', { shownIf: { field: 'days', operator: 'MORE', value: 9 } })
  const last = question('last', { shownIf: { field: 'more', operator: 'IS_NOT_EMPTY' } })
  const form = [...fields, more, last]
  const draft = { days: '10', more: 'because', last: 'so' }
  expect([...answersOf(form, draft).shown]).toContain('last')
  const less = answersOf(form, { ...draft, days: '9' })
  expect(less.values).toEqual({ days: 9 })
  expect(less.shown.has('last')).toBe(false)
})
