import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDifference } from './line-difference.ts'
import type { PatchLine } from './patch-lines.ts'

/** What the difference makes of the first text. */
function applied(before: string, lines: PatchLine[]): string {
  const old = before.split('\n')
  const made: string[] = []
  let next = 1
  for (const { kind, text, before: number } of lines) {
    if (kind === 'hunk') continue
    if (number !== null) {
      made.push(...old.slice(next - 1, number - 1))
      next = number + 1
    }
    if (kind === 'same' || kind === 'added') made.push(text)
  }
  return [...made, ...old.slice(next - 1)].join('\n')
}

const anyText = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 }).map((lines) => lines.join('\n'))

test('what is told of two texts makes one of the other, and is the least', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const lines = lineDifference(before, after)
      const changed = (of: PatchLine[]) => of.filter(({ kind }) => kind === 'added' || kind === 'removed').length
      // An addition has no line before to tell where it goes; with all context it has.
      if (lines.every(({ kind }) => kind !== 'hunk')) {
        const first = lines.findIndex(({ kind, before: at }) => kind !== 'added' && at !== null)
        if (first >= 0 && lines[first]?.before === 1) expect(applied(before, lines)).toBe(after)
      }
      expect(changed(lines)).toBe(changed(lineDifference(after, before)))
      expect(changed(lines) === 0).toBe(before === after)
    }),
  )
})

test('a changed line has three around it, and far ones are apart', () => {
  const before = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
  const after = before.toSpliced(9, 1, 'ten').toSpliced(30, 0, 'between')
  const lines = lineDifference(before.join('\n'), after.join('\n'))
  expect(lines.map(({ kind }) => kind[0]).join('')).toBe('hsssrassshsssasss')
  expect(lines.find(({ kind }) => kind === 'removed')).toMatchObject({ text: 'line 10', before: 10, after: null })
  expect(lines.filter(({ kind }) => kind === 'added').map(({ text, after: at }) => [text, at])).toEqual([
    ['ten', 10],
    ['between', 31],
  ])
})

test('texts that have little in common are one for the other, soon', () => {
  const [before, after] = ['a', 'b'].map((sign) =>
    Array.from({ length: 20_000 }, (_, index) => sign + index).join('\n'),
  )
  const at = performance.now()
  expect(lineDifference(before ?? '', after ?? '')).toHaveLength(40_000)
  expect(performance.now() - at).toBeLessThan(2000)
})
