import fc from 'fast-check'
import type { Condition } from '../flow.definition.ts'
import type { FormField } from '../form.definition.ts'
import { operatorsOfShown } from '../forms/condition-schema.ts'

const id = '00000000-0000-7000-8000-00000000000'
export const IDS = [`${id}1`, `${id}2`, `${id}3`]
const OPTIONS = ['a', 'b', 'c']
const WORDS = ['a', 'b', 'x y', '']

const numbers = fc.record({
  min: fc.constantFrom(null, -1, 0, 3),
  max: fc.constantFrom(null, 3, 10),
})

const kinds: fc.Arbitrary<Record<string, unknown> & { kind: FormField['kind'] }> = fc.oneof(
  fc.record({ kind: fc.constant('TEXT' as const), multiline: fc.boolean(), maxLength: fc.constantFrom(1, 3, 20) }),
  fc.tuple(numbers, fc.boolean()).map(([limits, whole]) => ({ kind: 'NUMBER' as const, whole, ...limits })),
  numbers.map((limits) => ({ kind: 'MONEY' as const, currency: 'CNY', ...limits })),
  fc.constant({ kind: 'DATE' as const }),
  fc.boolean().map((multiple) => ({
    ...{ kind: 'CHOICE' as const, multiple, options: OPTIONS.map((value) => ({ value, title: value })) },
  })),
  fc.record({ kind: fc.constantFrom('PEOPLE' as const, 'SERVERS' as const, 'FILE' as const), multiple: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('ENVIRONMENT' as const, 'REVISION' as const) }),
)

const simple = (name: string) =>
  fc.tuple(kinds, fc.boolean()).map(([kind, required]) => {
    return { name, title: name, hint: '', required, shownIf: null, ...kind } as FormField
  })

const field = (name: string): fc.Arbitrary<FormField> =>
  fc.oneof(
    { weight: 6, arbitrary: simple(name) },
    {
      weight: 1,
      arbitrary: fc.tuple(simple('one'), simple('two'), fc.boolean()).map(([one, two, required]): FormField => {
        const columns = [one, two].filter(({ kind }) => kind !== 'FILE')
        return { name, title: name, hint: '', required, shownIf: null, kind: 'TABLE', columns, maxRows: 2 }
      }),
    },
  )

const valueFor = (other: FormField): fc.Arbitrary<unknown> => {
  if (other.kind === 'NUMBER' || other.kind === 'MONEY') return fc.constantFrom(0, 3, 5, 10)
  return other.kind === 'DATE' ? fc.constant('2030-01-31') : fc.constantFrom(...OPTIONS)
}

function comparison(before: FormField[]): fc.Arbitrary<Condition> {
  return fc.constantFrom(...before).chain((other) =>
    fc.constantFrom(...operatorsOfShown(other)).chain((operator) => {
      if (operator === 'IS_EMPTY' || operator === 'IS_NOT_EMPTY') {
        return fc.constant<Condition>({ field: other.name, operator })
      }
      const value = operator === 'ONE_OF' ? fc.array(valueFor(other), { minLength: 1, maxLength: 2 }) : valueFor(other)
      return value.map((given): Condition => ({ field: other.name, operator, value: given }))
    }),
  )
}

const shownIf = (before: FormField[]): fc.Arbitrary<Condition | null> =>
  before.length === 0
    ? fc.constant(null)
    : fc.oneof(
        fc.constant(null),
        comparison(before),
        fc.array(comparison(before), { minLength: 1, maxLength: 2 }).map((all): Condition => ({ all })),
        fc.array(comparison(before), { minLength: 1, maxLength: 2 }).map((any): Condition => ({ any })),
      )

/** Up to five questions, some of which are shown by those before them. */
export const randomForm: fc.Arbitrary<FormField[]> = fc
  .tuple(...['f1', 'f2', 'f3', 'f4', 'f5'].map(field))
  .chain((fields) =>
    fc
      .tuple(...fields.map((_, i) => shownIf(fields.slice(0, i))))
      .map((conditions) => fields.map((one, i): FormField => ({ ...one, shownIf: conditions[i] ?? null }))),
  )

const junk = fc.oneof(fc.constantFrom<unknown>(null, true, {}, [], [[]], 'x\u0000', '\ud800', -0.5, 1e300), fc.string())

/** An answer that may fit, more often than not. */
function answer(to: FormField): fc.Arbitrary<unknown> {
  const ids = fc.array(fc.constantFrom(...IDS), { maxLength: 3 })
  const fitting: Record<FormField['kind'], fc.Arbitrary<unknown>> = {
    TEXT: fc.constantFrom(...WORDS, 'line\nline', 'long enough to be too long', '   '),
    NUMBER: fc.constantFrom(-2, 0, 1.5, 3, 5, 11),
    MONEY: fc.constantFrom(-2, 0, 1.5, 3, 5, 11),
    DATE: fc.constantFrom('2030-01-31', '2030-02-30', '2028-02-29', '31.1.2030', ''),
    CHOICE:
      to.kind === 'CHOICE' && to.multiple
        ? fc.array(fc.constantFrom(...OPTIONS, 'd'), { maxLength: 3 })
        : fc.constantFrom(...OPTIONS, 'd'),
    PEOPLE: ids,
    SERVERS: ids,
    FILE: ids,
    ENVIRONMENT: fc.record(
      { projectId: fc.constantFrom(...IDS), environmentId: fc.constantFrom(...IDS, 'x') },
      { requiredKeys: ['projectId'] },
    ),
    REVISION: fc.record(
      {
        projectId: fc.constantFrom(...IDS),
        environmentId: fc.constantFrom(...IDS),
        revision: fc.constantFrom('main', ''),
      },
      { requiredKeys: ['projectId'] },
    ),
    TABLE: to.kind === 'TABLE' ? fc.array(valuesOf(to.columns), { maxLength: 3 }) : junk,
  }
  return fc.oneof({ weight: 8, arbitrary: fitting[to.kind] }, { weight: 1, arbitrary: junk })
}

/** Values for a form: answers are there or not, fit or not, now and then with one that nobody asked for. */
export const valuesOf = (form: FormField[]): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(
      fc.record(Object.fromEntries(form.map((one) => [one.name, answer(one)])), { requiredKeys: [] }),
      fc.option(fc.constantFrom('other', '__proto__', 'constructor'), { freq: 9 }),
    )
    .map(([values, more]) =>
      more === null
        ? values
        : JSON.parse(JSON.stringify(values).replace(/^\{/, `{"${more}":1${Object.keys(values).length > 0 ? ',' : ''}`)),
    )
