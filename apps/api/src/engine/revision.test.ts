import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBranch, parseRevision } from './revision.ts'

const read = (text: string) => {
  const parsed = parseRevision(text)
  return 'revision' in parsed ? parsed.revision : parsed.problem
}
const id = 'a'.repeat(40)

describe('parseRevision', () => {
  it('tells a default branch, full names, commits and bare names apart', () => {
    expect(read('HEAD')).toMatchObject({ kind: 'HEAD' })
    expect(read('refs/heads/main')).toMatchObject({ kind: 'REF', ref: 'refs/heads/main' })
    expect(read('tags/v1.0')).toMatchObject({ kind: 'REF', ref: 'refs/tags/v1.0' })
    expect(read(id.toUpperCase())).toMatchObject({ kind: 'COMMIT', commit: id })
    expect(read('feature/ünï-😀')).toMatchObject({ kind: 'NAME', name: 'feature/ünï-😀', abbreviation: null })
    expect(read('DEADbeef')).toMatchObject({ kind: 'NAME', abbreviation: 'deadbeef' })
    expect(read('a\'"$(touch);`x`&|')).toMatchObject({ kind: 'NAME' })
  })

  it.each([
    ['', /Enter a branch/],
    ['--upload-pack=x', /must not start/],
    ['HEAD~3', /Expressions/],
    ['main..x', /Expressions/],
    ['@{-1}', /Expressions/],
    ['main:file', /Expressions/],
    ['a\nb', /line break/],
    ['a b', /space/],
    ['a.lock', /does not allow/],
    ['a//b', /does not allow/],
    ['../x', /Expressions/],
    ['.hidden', /does not allow/],
    ['x/', /does not allow/],
    ['x'.repeat(300), /longer/],
    ['\ud800', /Unicode/],
  ])('refuses %j', (text, problem) => {
    expect(read(text)).toMatch(problem)
  })

  it('lets a branch start with a dash only by its full name', () => {
    expect(parseBranch('-x')).toEqual({ ref: 'refs/heads/-x' })
    expect(read('refs/heads/-x')).toMatchObject({ ref: 'refs/heads/-x' })
    expect(parseBranch('a..b')).toHaveProperty('problem')
    expect(parseBranch('')).toHaveProperty('problem')
  })

  it('agrees with git about names', () => {
    const pieces = fc.constantFrom(
      'a',
      '/',
      '.',
      '..',
      '-',
      '@',
      '@{',
      '{',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      '.lock',
      'é',
      '"',
      "'",
      '$',
      ';',
      ' ',
      '\t',
    )
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 5 }).map((all) => all.join('')),
        (name) => {
          const git = spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0
          expect('ref' in parseBranch(name), name).toBe(git)
        },
      ),
      { numRuns: 150 },
    )
  })
})
