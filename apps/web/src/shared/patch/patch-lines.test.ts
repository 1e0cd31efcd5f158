import { expect, test } from 'vitest'
import { patchLines } from './patch-lines.ts'

test('lines keep their numbers in both files', () => {
  const patch =
    '@@ -3,4 +3,4 @@ function open() {\n same\n-old\n+new\n+more\n end\n@@ -90 +91,0 @@\n--- a line of dashes\n\\ No newline at end of file\n'
  expect(patchLines(patch).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
    ['hunk', null, null, '@@ -3,4 +3,4 @@ function open() {'],
    ['same', 3, 3, 'same'],
    ['removed', 4, null, 'old'],
    ['added', null, 4, 'new'],
    ['added', null, 5, 'more'],
    ['same', 5, 6, 'end'],
    ['hunk', null, null, '@@ -90 +91,0 @@'],
    ['removed', 90, null, '-- a line of dashes'],
    ['note', null, null, 'No newline at end of file'],
  ])
  expect(patchLines('')).toEqual([])
})
