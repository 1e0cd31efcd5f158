import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePattern } from '../../../apps/api/src/engine/packing/patterns.ts'
import { selectionOf } from '../../../apps/api/src/engine/packing/selection.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-patterns-'))
  await new Promise((resolve) => execFile('git', ['init', '-q', folder], resolve))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What git leaves out of these paths, by the same patterns. */
async function ignoredByGit(patterns: string[], paths: string[]): Promise<string[]> {
  await writeFile(join(folder, '.git/info/exclude'), `${patterns.join('\n')}\n`)
  return new Promise((resolve, reject) => {
    const git = execFile('git', ['check-ignore', '--no-index', '-z', '--stdin'], { cwd: folder }, (error, stdout) =>
      error && error.code !== 1 ? reject(error) : resolve(stdout.split('\0').filter(Boolean)),
    )
    git.stdin?.end(paths.map((path) => `${path}\0`).join(''))
  })
}

function ignoredByUs(patterns: string[], paths: string[]): string[] {
  const selection = selectionOf({ include: [], exclude: patterns })
  return paths.filter((path) => {
    const parts = path.split('/')
    // What lies in a directory that is left out is left out, whatever a later pattern says about it.
    return parts.some((_, i) => selection.choose(parts.slice(0, i + 1).join('/'), i < parts.length - 1).excluded)
  })
}

const letters = fc.constantFrom('a', 'b', 'c', 'ab', 'x.js')
const paths = fc.array(
  fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  {
    minLength: 1,
    maxLength: 20,
  },
)
const globPart = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', 'a*', '*b', '*.js', '[ab]', '[!a]', '[^b]?', 'x\\.js')
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!'),
    fc.constantFrom('', '/'),
    fc.array(globPart, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '/'),
  )
  .map(([negation, top, parts, end]) => negation + top + parts.join('/') + end)

describe('patterns of what is left out', () => {
  it('mean what they mean to git', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pattern, { minLength: 1, maxLength: 5 }), paths, async (patterns, some) => {
        const distinct = [...new Set(some)]
        expect(ignoredByUs(patterns, distinct).sort()).toEqual((await ignoredByGit(patterns, distinct)).sort())
      }),
      { numRuns: 150 },
    )
  })

  it.each(['', ' ', '/', '//', '!', '../x', 'a/../b', '!..', 'a\nb', 'a\0b', '\ud800', 'x'.repeat(201), '[[:alpha:]]'])(
    'refuses %j',
    (text) => expect(parsePattern(text)).toEqual({ problem: expect.any(String) }),
  )

  it('count letters, where git counts bytes', () => {
    expect(ignoredByUs(['?.txt'], ['é.txt', '字.txt', 'ab.txt'])).toEqual(['é.txt', '字.txt'])
  })

  it('takes no pattern for a reason to think for long', () => {
    const name = `${'a'.repeat(250)}/`.repeat(15)
    const patterns = [`${'a*'.repeat(99)}b`, `${'**/a*/'.repeat(30)}b`, `${'*?'.repeat(99)}b`, '['.repeat(200)]
    for (const text of patterns) expect(parsePattern(text)).toHaveProperty('pattern')
    const steps = selectionOf({ include: patterns, exclude: patterns })
    expect(steps.choose(`${name}a`, false)).toEqual({ excluded: false, included: false })
  })
})
