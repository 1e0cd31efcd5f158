import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quote, readReport, remotePath, script } from './script.ts'

it('quotes any text so that a shell reads back the very same', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !value.includes('\0'))
  fc.assert(
    fc.property(text, (value) => {
      const printed = execFileSync('sh', ['-c', `printf '%s' ${quote(value)}`], { encoding: 'utf8' })
      expect(printed).toBe(Buffer.from(value, 'utf8').toString('utf8'))
    }),
    { numRuns: 40, examples: [["'"], ["'\\''"], ['\n'], ['$(x)'], ['-n']] },
  )
  expect(() => quote('a\0b')).toThrow('NUL')
})

it('knows paths from the root and from the home directory, no others', () => {
  expect(remotePath('/srv/app/')).toBe("'/srv/app'")
  expect(remotePath('~/srv/$x')).toBe(`"$HOME"/'srv/$x'`)
  expect(remotePath('~')).toBe('"$HOME"')
  expect(remotePath('/')).toBe("'/'")
  expect(() => remotePath('srv')).toThrow('neither absolute')
  expect(() => remotePath('~root/x')).toThrow('neither absolute')
})

it('puts values first, each quoted, then constant text', () => {
  expect(script('~/app', { name: "it's", count: 2 }, '\necho "$name"\n')).toBe(
    `root="$HOME"/'app'\nname='it'\\''s'\ncount='2'\necho "$name"\n`,
  )
})

it('reads reports line by line and lets nothing be said twice', () => {
  const report = readReport('noise\nlive\ta\tb\nlive\tforged\n\tno key\n')
  expect([...report]).toEqual([['live', 'a\tb']])
})
