import { expect, it } from 'vitest'
import { filledHeaders } from './header-values.ts'

const fill = (value: string, variables = {}) => filledHeaders([{ name: 'X-It', value }], variables)[0]?.value

it('puts variables where they are named, and leaves all else alone', () => {
  expect(fill('Bearer {{TOKEN}}', { TOKEN: 'abc' })).toBe('Bearer abc')
  expect(fill('{{A}}-{{B}}{{A}}', { A: '1', B: '$&{{A}}' })).toBe('1-$&{{A}}1')
  for (const plain of ['{TOKEN}', '$TOKEN', '{{}}', '{{1A}}', '{"a":{"b":1}}', '{{a b}}'])
    expect(fill(plain)).toBe(plain)
})

it('sends nothing when a variable is missing', () => {
  expect(() => fill('{{NONE}}')).toThrow('X-It names the variable NONE, which commands on the servers do not have.')
  expect(() => fill('{{constructor}}')).toThrow('constructor')
})

it.each(['a\r\nX-Other: b', 'a\nb', 'ключ', 'a\u0000'])(
  'sends nothing that would break out of the header: %j',
  (value) => {
    expect(() => fill('Bearer {{TOKEN}}', { TOKEN: value })).toThrow(/^.*no single line of ASCII\.$/)
  },
)
