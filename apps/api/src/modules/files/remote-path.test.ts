import { posix } from 'node:path'
import { array, assert, constantFrom, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { asideOf } from './aside.ts'
import { modeText } from './mode-text.ts'
import { absolutePath, breadcrumbsOf, canBeNamed, visibleName } from './remote-path.ts'

test('a path is normalised as POSIX does, is absolute, and stays the same the second time', () => {
  const part = constantFrom('a', 'b c', '..', '.', '', '~', '…', 'ä')
  assert(
    property(array(part, { maxLength: 12 }), constantFrom('', '/', '~/'), (parts, head) => {
      const given = head + parts.join('/')
      const path = absolutePath(given, '/home/ada')
      expect(path.startsWith('/')).toBe(true)
      expect(path.split('/')).not.toContain('..')
      expect(absolutePath(path, '/elsewhere')).toBe(path)
      if (!given.startsWith('~')) expect(path).toBe(posix.resolve('/home/ada', given))
      expect(breadcrumbsOf(path).at(-1)?.path).toBe(path)
    }),
  )
})

test('what can be named comes back as it is, and what is shown hides nothing', () => {
  assert(
    property(string({ unit: 'binary' }), (name) => {
      expect(visibleName(name)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      if (canBeNamed(name)) expect(Buffer.from(name).toString()).toBe(name)
    }),
  )
  for (const name of ['a\nb', 'a\0b', 'a\u2028b', 'caf\ufffd', '\ud800', 'x'.repeat(256)])
    expect(canBeNamed(name)).toBe(false)
})

test('a part lies beside its place, with a name that fits, and another for every other upload', () => {
  const aside = asideOf(`/srv/${'ä'.repeat(127)}`, ['ada', '1'])
  expect(Buffer.byteLength(aside.slice(5))).toBeLessThanOrEqual(255)
  expect(aside).toMatch(/^\/srv\/ä+\.sendoff-part-[0-9a-f]{16}$/)
  expect(asideOf('/a', ['ada', '1'])).not.toBe(asideOf('/a', ['eve', '1']))
  expect(asideOf('/a', ['ada', '1'])).toMatch(/^\/a\.sendoff-part-/)
})

test('permissions are written as ls does', () => {
  expect([0o644, 0o4755, 0o2750, 0o1777, 0o7000].map(modeText)).toEqual([
    'rw-r--r--',
    'rwsr-xr-x',
    'rwxr-s---',
    'rwxrwxrwt',
    '--S--S--T',
  ])
})
