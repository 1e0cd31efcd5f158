import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRepositoryFile } from './parse.ts'

const parse = (text: string | Uint8Array, names = ['production', 'staging']) =>
  parseRepositoryFile(typeof text === 'string' ? Buffer.from(text) : text, 'production', names, [
    'errors',
    'free space',
  ])
const blocking = (text: string | Uint8Array) =>
  parse(text)
    .problems.filter(({ blocks }) => blocks)
    .map(({ line, message }) => `${line}: ${message}`)

describe('sendoff.yml', () => {
  it('says what an environment does, and something else about one of them', () => {
    const { settings, problems } = parse(`
build: |
  npm ci
  npm run build
restart: systemctl --user restart shop
hooks: { afterFetch: ./prepare, afterUpload: ./link }
shared: [.env, uploads/]
exclude: ['*.map', '!keep.map']
environments:
  production:
    build: make
    restart:
    hooks: { afterUpload: ./warm }
    shared: []
  staging: { check: 'true' }
`)
    expect(problems).toEqual([])
    expect(settings).toEqual({
      build: 'make',
      restart: null,
      hooks: { afterFetch: './prepare', afterUpload: './warm' },
      shared: [],
      exclude: ['*.map', '!keep.map'],
      gates: {},
    })
  })

  it('says what numbers must not be, each in full, and something else about one environment', () => {
    const { settings, problems } = parse(`
gates:
  errors: { above: 2, watchSeconds: 300, everySeconds: 30 }
  free space: { below: 10.5 }
environments:
  production: { gates: { errors: { above: 0 } } }
  staging: { gates: { others: { above: 1 } } }
`)
    expect(problems).toEqual([])
    expect(settings.gates).toEqual({
      errors: { comparison: 'ABOVE', threshold: 0, watchSeconds: 60, everySeconds: 10 },
      'free space': { comparison: 'BELOW', threshold: 10.5, watchSeconds: 60, everySeconds: 10 },
    })
  })

  it('tells what is wrong about a gate, and which probe was meant', () => {
    expect(
      blocking(`gates:
  errors:
  free space: { above: 1, below: 2 }
  a: { over: 1 }
  b: { above: 1e16 }
  c: { below: 1, watchSeconds: 5 }
  d: { above: 1, watchSeconds: 0.5 }
  hooks: { above: '2' }
  e: 5
`),
    ).toEqual([
      '2: gates.errors: Say above or below what the number is bad, such as { above: 2 }.',
      '3: gates.free space: Say above or below what the number is bad, such as { above: 2 }.',
      '4: "over" is not known here. Known are above, below, watchSeconds, everySeconds.',
      '4: gates.a: Say above or below what the number is bad, such as { above: 2 }.',
      '5: gates.b.above: This is too large.',
      '6: gates.c.everySeconds: It would not be asked within the 5 s that it is watched. Ask more often, or watch longer.',
      '7: gates.d.watchSeconds: Write a whole number.',
      '8: gates.hooks.above: Write a number.',
      '9: gates.e: Say above or below what the number is bad, such as { above: 2 }.',
    ])
    expect(
      blocking('gates:\n  error: { above: 1 }\nenvironments:\n  production:\n    gates: { queue: { above: 1 } }\n'),
    ).toEqual([
      '2: gates.error: production has no probe "error". Did you mean "errors"?',
      '5: environments.production.gates.queue: production has no probe "queue". Add it on the environment\'s page, or leave this out.',
    ])
    expect(blocking('gates: { queue: { above: 1 } }')[0]).toMatch(
      /or write this under the environments that have it\.$/,
    )
  })

  it.each(['', '\n', '# nothing\n', '{}', '---\n', 'hooks:\nenvironments:\n', 'environments: { production: }'])(
    'may say nothing: %j',
    (text) => expect(parse(text)).toEqual({ settings: { hooks: {}, gates: {} }, problems: [] }),
  )

  it('bears line ends and a mark of other systems', () => {
    const { settings } = parse('\ufeffbuild: make\r\nshared:\r\n  - .env\r\n')
    expect(settings).toMatchObject({ build: 'make', shared: ['.env'] })
  })

  it('names every mistake with its line, and what was meant', () => {
    expect(
      blocking(`biuld: make
restart: 5
after_fetch: x
hooks:
  after-upload: y
  zebra: z
shared: [ok/, ../etc, /etc]
include:
  - '!x'
environments:
  production:
    environments: {}
    check: [a]
`),
    ).toEqual([
      '1: "biuld" is not known here. Did you mean "build"?',
      '2: restart: Invalid input: expected string, received number',
      '3: "after_fetch" belongs under hooks, as afterFetch.',
      '5: "after-upload" is not known here. Did you mean "afterUpload"?',
      '6: "zebra" is not known here. Known are afterFetch, beforeUpload, afterUpload.',
      '7: shared.1: Leave out "..".',
      '7: shared.2: Write it relative to the release, without a leading "/" or "~".',
      '9: include.0: Write it under what is left out, without the "!".',
      '12: "environments" is not known here. Known are build, restart, check, hooks, shared, include, exclude, gates.',
      '13: environments.production.check: Invalid input: expected string, received array',
    ])
  })

  it('notices an environment that the project does not have, and goes on', () => {
    expect(parse('build: x\nenvironments:\n  prodution: { build: y }\n')).toEqual({
      settings: { build: 'x', hooks: {}, gates: {} },
      problems: [
        { line: 3, message: 'The project has no environment "prodution". Did you mean "production"?', blocks: false },
      ],
    })
  })

  const bomb = `a: &a [${'x,'.repeat(9)}x]\n${'bcdefghi'
    .split('')
    .map((letter, i) => `${letter}: &${letter} [${`*${'abcdefgh'[i]},`.repeat(9)}*${'abcdefgh'[i]}]`)
    .join('\n')}`
  it.each([
    ['an alias bomb', bomb, /aliases/],
    ['a tag', 'build: !!js/function "x"', /tag/i],
    ['a tag of its own', 'build: !env HOME', /tag/i],
    ['tabs', 'hooks:\n\tafterFetch: x', /tab/i],
    ['a key twice', 'build: a\nbuild: b', /^2: .*unique/],
    ['two documents', 'build: a\n---\nbuild: b', /multiple documents/],
    ['a key of the prototype', '__proto__: { build: x }', /__proto__/],
    ['another one', 'hooks: { constructor: x }', /constructor/],
    ['a list', '- build', /expected object/],
    ['a word', 'build', /expected object/],
    ['not UTF-8', Buffer.from([0x62, 0xff, 0xfe]), /UTF-8/],
    ['UTF-16', Buffer.from('\ufeffbuild: x', 'utf16le'), /UTF-8/],
    ['control characters', 'build: "a\\u0000b"', /control characters/],
    ['a command that is too long', `build: ${'x'.repeat(10_001)}`, /at most 10000/],
    ['too many patterns', `exclude: [${'x,'.repeat(201)}]`, /at most 200/],
    ['a nest', '['.repeat(30_000), /./],
  ])('refuses %s', (_what, text, expected) => {
    const said = blocking(text)
    expect(said.length).toBeGreaterThan(0)
    expect(said.join('\n')).toMatch(expected)
  })

  it('takes an environment that is called like something of the language for what it is', () => {
    const text = 'environments: { constructor: { build: x }, toString: {} }'
    expect(parseRepositoryFile(Buffer.from(text), 'constructor', ['constructor', 'toString'], []).settings.build).toBe(
      'x',
    )
    expect(parseRepositoryFile(Buffer.from('{}'), 'constructor', [], []).settings).toEqual({ hooks: {}, gates: {} })
    expect(parse('environments: { __proto__: { build: x } }').settings.build).toBeUndefined()
    expect(({} as { build?: string }).build).toBeUndefined()
  })

  it('has an answer to any text', () => {
    const word = fc.constantFrom(
      'build',
      'hooks',
      'gates',
      'errors',
      'above',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '!',
      '|',
      '"',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (words) => {
        for (const { line, message } of parse(words.join('')).problems) {
          expect(line).toBeGreaterThan(0)
          expect(message).toMatch(/\S/)
        }
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => parse(bytes).problems.length >= 0))
  })
})
