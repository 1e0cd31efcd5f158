import { expect, it } from 'vitest'
import { faultsOf } from './faults.ts'
import { question } from './field.fixture.ts'

const fields = [
  question('why', { required: true, maxLength: 5 }),
  question('days', { kind: 'NUMBER', max: 3 }),
  question('who', { kind: 'PEOPLE', multiple: false }),
  question('lines', { kind: 'TABLE', columns: [question('cost', { kind: 'MONEY', required: true, max: 100 })] }),
]
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['why'],
  properties: {
    why: { type: 'string', maxLength: 5 },
    days: { type: 'number', maximum: 3 },
    who: { type: 'array', items: { type: 'string' }, maxItems: 1 },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        required: ['cost'],
        properties: { cost: { type: 'integer', maximum: 100 } },
      },
    },
  },
}
const codes = (draft: Record<string, unknown>, by: unknown = schema) =>
  Object.fromEntries(Object.entries(faultsOf(fields, draft, by)).map(([place, { code }]) => [place, code]))

it('tells everything at once, each at its place', () => {
  const draft = { days: '4', who: ['a', 'b'], lines: [{ cost: '0.5' }, {}, { cost: 'x' }, { cost: '2' }] }
  expect(codes(draft)).toEqual({
    why: 'required',
    days: 'maximum',
    who: 'maxItems',
    'lines.1.cost': 'required',
    'lines.2.cost': 'type',
    'lines.3.cost': 'maximum',
  })
})

it('says nothing of what is right', () => {
  expect(codes({ why: 'tea', days: '3', who: ['a'], lines: [{ cost: '1' }] })).toEqual({})
})

it('finds what is missing without a schema too', () => {
  expect(codes({ lines: [{}] }, null)).toEqual({ why: 'required', 'lines.0.cost': 'required' })
})
