import { expect, test } from 'vitest'
import { crumbsOf, downloadAddress, folderOf, isName, joined, nameOf, seenFrom } from './paths.ts'

test('a path is a folder and a name, and put together again it is the same', () => {
  for (const path of ['/a', '/a/b', '/a b/c.txt', '/~', '/...']) expect(joined(folderOf(path), nameOf(path))).toBe(path)
  expect([folderOf('/a'), nameOf('/a'), folderOf('/')]).toEqual(['/', 'a', '/'])
})

test('the way to a folder begins at the root and ends there', () => {
  expect(crumbsOf('/')).toEqual([{ name: '/', path: '/' }])
  expect(crumbsOf('/a/b c')).toEqual([
    { name: '/', path: '/' },
    { name: 'a', path: '/a' },
    { name: 'b c', path: '/a/b c' },
  ])
})

test('what is typed is seen from where somebody is', () => {
  expect(seenFrom('/etc', 'nginx')).toBe('/etc/nginx')
  expect(seenFrom('/', 'etc')).toBe('/etc')
  expect(seenFrom('/etc', '../var')).toBe('/etc/../var')
  expect(seenFrom('/etc', '/var')).toBe('/var')
  expect(seenFrom('/etc', '~/x')).toBe('~/x')
})

test('a name names one file in one folder', () => {
  expect(['a', '.env', '...', 'a b'].every(isName)).toBe(true)
  expect(['', '.', '..', 'a/b', '/'].some(isName)).toBe(false)
})

test('an address keeps every sign of a name', () => {
  const address = new URL(downloadAddress('1', '/a&b=c?#+ %/名'), 'http://x')
  expect([address.pathname, address.searchParams.get('path')]).toEqual(['/servers/1/files', '/a&b=c?#+ %/名'])
})
