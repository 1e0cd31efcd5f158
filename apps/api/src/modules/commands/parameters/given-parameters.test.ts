import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CommandParameter, ParameterKind } from './command-parameter.ts'
import { readGiven } from './given-parameters.ts'

const asked = (kind: ParameterKind, more: Partial<CommandParameter> = {}): CommandParameter => ({
  ...{ name: 'IT', label: 'It', kind, required: false, default: null, pattern: null, choices: [] },
  ...more,
})
const read = (parameter: CommandParameter, value: unknown) =>
  readGiven([parameter], { IT: value }, { labels: new Set(['web']), path: 'input.parameters' })
const problem = (parameter: CommandParameter, value: unknown) => read(parameter, value).issues[0]?.message ?? null

it('keeps any text as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { parameters, issues } = read(asked('TEXT'), text)
      if (/[\0\p{Surrogate}]/u.test(text)) expect(issues).toHaveLength(1)
      else expect(parameters).toEqual([{ name: 'IT', value: text }])
    }),
  )
})

it.each([
  [asked('NUMBER'), [0, -1.5, '12.50', ''], ['1e9', '0x1', 'one', ' 1', Number.NaN, Number.POSITIVE_INFINITY]],
  [asked('BOOLEAN'), [true, 'false', ''], ['yes', 1, 'TRUE']],
  [asked('CHOICE', { choices: ['a', 'b'] }), ['a', 'b', ''], ['c', 'A', 'a\n']],
  [asked('SERVER_LABEL'), ['web', ''], ['db', '__proto__']],
  [asked('TEXT', { pattern: 'v\\d+' }), ['v1', 'v22', ''], ['v', 'xv1', 'v1\n', 'v1 ']],
  [asked('TEXT', { required: true }), ['x'], ['', null, undefined, {}, ['x'], 7]],
])('%o takes %o and refuses %o', (parameter, good, bad) => {
  for (const value of good) expect(problem(parameter, value)).toBeNull()
  for (const value of bad) expect(problem(parameter, value), String(value)).not.toBeNull()
})

it('names what nobody asked for, and gives what was left out its default', () => {
  const { parameters, issues } = readGiven(
    [asked('TEXT', { default: 'usual' })],
    { OTHER: 1 },
    { labels: new Set(), path: 'p' },
  )
  expect(parameters).toEqual([{ name: 'IT', value: 'usual' }])
  expect(issues.map(({ path }) => path)).toEqual(['p.OTHER'])
})

it('an expression that takes for ever is given up, and the text refused', () => {
  const before = performance.now()
  expect(problem(asked('TEXT', { pattern: '(a+)+b' }), 'a'.repeat(40))).toMatch(/in time/)
  expect(performance.now() - before).toBeLessThan(2_000)
})

it('a secret is told to nobody but the command', () => {
  const { parameters, secrets } = read(asked('SECRET'), 'hush')
  expect(parameters).toEqual([{ name: 'IT', value: null }])
  expect(secrets).toEqual({ IT: 'hush' })
})
