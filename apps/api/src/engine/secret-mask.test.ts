import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSecretMask, MASK } from './secret-mask.ts'

const whole = (secrets: string[], text: string): string => {
  const mask = createSecretMask(secrets)
  return mask.push(text) + mask.flush()
}

const inPieces = (secrets: string[], text: string, sizes: number[]): string => {
  const mask = createSecretMask(secrets)
  let shown = ''
  let at = 0
  for (const size of sizes) {
    shown += mask.push(text.slice(at, at + size))
    at += size
  }
  return shown + mask.push(text.slice(at)) + mask.flush()
}

const secret = fc.string({ minLength: 4, maxLength: 12 }).filter((value) => value.trim().length >= 4)
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a secret mask', () => {
  it.each([
    ['as it is', 'pass=hunter22!', `pass=${MASK}`],
    ['percent-encoded', 'https://x/?p=hunter22%21&q', null],
    ['in base64', `Basic ${base64('hunter22!')}`, null],
    ['in base64 behind a name', `Basic ${base64('me:hunter22!')}`, null],
    ['in base64 between other things', `Basic ${base64('abc:hunter22!:more')}`, null],
    ['twice in a row', 'hunter22!hunter22!', `${MASK}${MASK}`],
  ])('hides it %s', (_how, text, expected) => {
    const shown = whole(['hunter22!'], text)
    if (expected !== null) expect(shown).toBe(expected)
    expect(shown).toContain(MASK)
    expect(shown).not.toContain('hunter22')
    expect(shown).not.toContain(base64('hunter22!'))
  })

  it('hides each line of a value with several, and its JSON form', () => {
    const key = '-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n'
    expect(whole([key], `> abcdefgh\r\n> ijklmnop\n`)).toBe(`> ${MASK}\r\n> ${MASK}\n`)
    expect(whole(['say "hi" now'], JSON.stringify({ a: 'say "hi" now' }))).toBe(`{"a":"${MASK}"}`)
  })

  it('leaves short and empty values alone, and every text when there is no secret', () => {
    expect(whole(['', 'yes', '   '], 'yes, this is 1')).toBe('yes, this is 1')
    expect(whole([], 'anything')).toBe('anything')
  })

  it('hides all of secrets that overlap', () => {
    expect(whole(['abcdef', 'defghi'], 'xabcdefghiy')).toBe(`x${MASK}y`)
    expect(whole(['abcd', 'abcdefgh'], '-abcdefgh-abcdef-')).toBe(`-${MASK}-${MASK}ef-`)
  })

  it('holds nothing back that cannot become a secret', () => {
    const mask = createSecretMask(['hunter22'])
    expect(mask.push('progress 10 %\n')).toBe('progress 10 %\n')
    expect(mask.push('it is hun')).toBe('it is ')
    expect(mask.push('gry')).toBe('hungry')
    expect(mask.push('hunter2')).toBe('')
    expect(mask.flush()).toBe('hunter2')
  })

  it('gives the same whatever the pieces, and never shows a secret', () => {
    const secrets = fc.array(secret, { minLength: 1, maxLength: 3 })
    const texts = secrets.chain((values) =>
      fc.record({
        values: fc.constant(values),
        text: fc
          .array(
            fc.oneof(fc.constantFrom(...values), fc.constantFrom(...values.map(base64)), fc.string({ maxLength: 6 })),
            {
              maxLength: 12,
            },
          )
          .map((parts) => parts.join('')),
        sizes: fc.array(fc.nat(5), { maxLength: 60 }),
      }),
    )
    fc.assert(
      fc.property(texts, ({ values, text, sizes }) => {
        const shown = whole(values, text)
        expect(inPieces(values, text, sizes)).toBe(shown)
        for (const value of values) expect(shown).not.toContain(value.trim())
        for (const value of values) expect(shown).not.toContain(base64(value))
      }),
      { numRuns: 500 },
    )
  })
})
