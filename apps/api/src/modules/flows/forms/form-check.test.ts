import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FormField } from '../form.definition.ts'
import { plainCheck } from '../testing/plain-check.ts'
import { IDS, randomForm, valuesOf } from '../testing/random-form.ts'
import { checkForm } from './form-check.ts'
import { formFindings } from './form-findings.ts'

const base = { title: 'A title', hint: '', required: false, shownIf: null }
const field = (name: string, more: Record<string, unknown>) => ({ ...base, name, ...more }) as FormField
const text = field('why', { kind: 'TEXT', multiline: false, maxLength: 5 })

const named = (form: FormField[], values: unknown) => checkForm(form, values).map(({ path }) => path)

describe('the schema and a reading of the form without it', () => {
  test('find the same answers wrong, in any form and any values', () => {
    const both = randomForm.chain((form) => fc.tuple(fc.constant(form), valuesOf(form)))
    fc.assert(
      fc.property(both, ([form, values]) => {
        const found = new Set(checkForm(form, values).map(({ path }) => path.split('.')[1] ?? ''))
        const wrong = plainCheck(form, values)
        // A name that can't be a field's is not repeated in a path.
        if ([...wrong].some((name) => !/^f\d$/.test(name))) expect(found.size).toBeGreaterThan(0)
        else expect(found).toEqual(wrong)
      }),
      { numRuns: 3_000 },
    )
  })

  test('a random form has nothing against it', () => {
    fc.assert(
      fc.property(randomForm, (form) => {
        expect(
          formFindings(form).filter(
            ({ code }) => !['FIELD_SHOWN_IF', 'FIELD_LIMITS', 'FIELD_COLUMNS_MISSING'].includes(code),
          ),
        ).toEqual([])
      }),
    )
  })
})

describe('what is wrong with an answer', () => {
  const cases: [string, FormField, unknown, string][] = [
    ['too long a text', text, 'longer', 'Use at most 5 characters.'],
    ['an empty text', text, ' ', 'Write something that can be read'],
    ['a text of two lines', text, 'a\nb', 'without control characters'],
    ['a text that is a number', text, 5, 'Give a text.'],
    ['too little', field('n', { kind: 'NUMBER', whole: true, min: 3, max: null }), 2, 'Give at least 3.'],
    ['a fraction', field('n', { kind: 'NUMBER', whole: true, min: 3, max: null }), 3.5, 'Give a whole number.'],
    ['too much money', field('m', { kind: 'MONEY', currency: 'CNY', min: null, max: 99 }), 100, 'at most 99'],
    ['a day that is none', field('d', { kind: 'DATE' }), '2030-02-30', 'Give a day, such as'],
    ['no such option', field('c', { kind: 'CHOICE', options: [], multiple: false }), 'x', 'Choose one of the options.'],
    ['two people for one', field('p', { kind: 'PEOPLE', multiple: false }), IDS, 'Give at most 1 of the people.'],
    ['nobody', field('p', { kind: 'PEOPLE', multiple: true }), [], 'Give at least one, or leave it out.'],
    ['one twice', field('p', { kind: 'PEOPLE', multiple: true }), [IDS[0], IDS[0]], 'Give each only once.'],
  ]
  test.each(cases)('%s', (_name, one, answer, sentence) => {
    const [issue] = checkForm([one], { [one.name]: answer })
    expect(issue).toMatchObject({ path: `form.${one.name}`, message: expect.stringContaining(sentence) })
  })

  test('in a table it is named by row and column', () => {
    const table = field('parts', { kind: 'TABLE', columns: [{ ...text, required: true }], maxRows: 3 })
    expect(named([table], { parts: [{ why: 'a' }, {}, { why: 'too long' }] })).toEqual([
      'form.parts.1.why',
      'form.parts.2.why',
    ])
  })

  test('all at once, and what is missing too', () => {
    expect(named([{ ...text, required: true }, field('d', { kind: 'DATE' })], { d: 'x' }).sort()).toEqual([
      'form.d',
      'form.why',
    ])
  })

  test('what is not asked must not be answered, and need not be', () => {
    const more = field('more', {
      ...text,
      name: 'more',
      required: true,
      shownIf: { field: 'why', operator: 'IS', value: 'x' },
    })
    expect(named([text, more], { why: 'y', more: 'z' })).toEqual(['form.more'])
    expect(named([text, more], { why: 'y' })).toEqual([])
    expect(named([text, more], { why: 'x' })).toEqual(['form.more'])
  })
})

describe('hostile values', () => {
  const deep = () => {
    let value: unknown = 'x'
    for (let i = 0; i < 100_000; i++) value = [value]
    return value
  }
  const cases: [string, () => unknown][] = [
    ['nothing', () => null],
    ['a list', () => []],
    ['a text', () => 'why'],
    ['a prototype', () => JSON.parse('{"__proto__": {"why": "x"}}')],
    ['a name that no object should have', () => JSON.parse('{"constructor": 1}')],
    ['half a character as a name', () => ({ '\ud800': 1 })],
    ['a text of 10 MB', () => ({ why: 'x'.repeat(10_000_000) })],
    ['a list without end', () => ({ why: Array(1_000_000).fill(1) })],
    ['a hundred thousand levels', () => ({ why: deep() })],
    ['an object in the way', () => ({ why: JSON.parse('{"__proto__": {}}') })],
  ]
  test.each(cases)('%s is refused at once', (_name, values) => {
    const given = values()
    const begun = performance.now()
    expect(checkForm([text], given).length).toBeGreaterThan(0)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
