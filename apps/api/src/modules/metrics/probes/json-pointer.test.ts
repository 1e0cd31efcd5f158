import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPointer, pointedAt } from './json-pointer.ts'
import { MOST_ANSWER_BYTES, numberIn } from './probe-value.ts'

const escaped = (step: string | number) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')

/** Every place in a document, with what stands there. */
function places(document: unknown, pointer = ''): { pointer: string; value: unknown }[] {
  const inner = typeof document === 'object' && document !== null ? Object.entries(document) : []
  return [
    { pointer, value: document },
    ...inner.flatMap(([step, value]) => places(value, `${pointer}/${escaped(step)}`)),
  ]
}

test('whatever the document: each place in it has a pointer that leads there, and the number there is the one that is told', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (document) => {
      for (const { pointer, value } of places(document)) {
        expect(isPointer(pointer)).toBe(true)
        expect(pointedAt(document, pointer)).toBe(value)
        if (typeof value === 'number' && Math.abs(value) <= 1e15)
          expect(numberIn(JSON.stringify(document), pointer)).toEqual({ value: JSON.parse(JSON.stringify(value)) })
      }
    }),
  )
})

test('whatever is written as a pointer and comes as an answer: one number or one sentence that repeats nothing of the answer', () => {
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (text, answer) => {
      const pointer = isPointer(text) ? text : '/a/0'
      const told = numberIn(answer, pointer)
      if ('value' in told) expect(Number.isFinite(told.value)).toBe(true)
      else expect(told.problem.replace(pointer, '')).toMatch(/^(The|What|There)[\w .,^]+$/)
    }),
  )
})

test.each(['', '/', '/a', '/a~0b/~1', '/0', '//', '/ü/"'])('%j is a pointer', (text) =>
  expect(isPointer(text)).toBe(true),
)
test.each(['a', 'a/b', '/~', '/~2', '#/a'])('%j is none', (text) => expect(isPointer(text)).toBe(false))

test.each(['/__proto__', '/constructor/length', '/list/length', '/list/01', '/list/-', '/list/-1', '/text/0', '/none'])(
  'nothing stands at %s',
  (pointer) => expect(pointedAt({ list: [1], text: 'abc' }, pointer)).toBeUndefined(),
)

test.each([
  ['12', null, { value: 12 }],
  [' -0.5e3\n', null, { value: -500 }],
  ['.5', null, { value: 0.5 }],
  ['{"a":[{"b":"7"}]}', '/a/0/b', { value: 7 }],
  ['{"__proto__":3}', '/__proto__', { value: 3 }],
  ['1e400', null, { problem: expect.stringContaining('10^15') }],
  ['', null, { problem: expect.stringContaining('not one number') }],
  ['0x10', null, { problem: expect.stringContaining('not one number') }],
  ['1 2', null, { problem: expect.stringContaining('not one number') }],
  ['NaN', null, { problem: expect.stringContaining('not one number') }],
  ['{"a":null}', '/a', { problem: 'What stands at /a in the answer is no number.' }],
  ['{"a":true}', '/a', { problem: 'What stands at /a in the answer is no number.' }],
  ['{"a":1', '/a', { problem: 'The answer is no JSON.' }],
  ['['.repeat(60_000), '/0', { problem: 'The answer is no JSON.' }],
  ['1'.repeat(60_000), null, { problem: expect.stringContaining('not one number') }],
  [' '.repeat(MOST_ANSWER_BYTES), null, { problem: 'The answer is longer than 64 KB.' }],
])('of %.20j at %j', (answer, pointer, told) => {
  expect(numberIn(answer, pointer)).toEqual(told)
})
