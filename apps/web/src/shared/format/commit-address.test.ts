import { expect, test } from 'vitest'
import { commitAddress } from './commit-address.ts'

test.each([
  ['https://github.com/acme/shop.git', 'https://github.com/acme/shop/commit/c0'],
  ['https://token@gitlab.example.org:8443/a/b/shop', 'https://gitlab.example.org:8443/a/b/shop/commit/c0'],
  ['git@gitee.com:acme/shop.git', 'https://gitee.com/acme/shop/commit/c0'],
  ['ssh://git@git.example.org:2222/acme/shop.git', 'https://git.example.org/acme/shop/commit/c0'],
])('%s has a page for each commit', (repository, address) => {
  expect(commitAddress(repository, 'c0')).toBe(address)
})

test.each([
  '/srv/git/shop.git',
  'file:///srv/shop',
  'git@host:/srv/shop',
  'https://host/shop',
  'https://h/a/b"><script>',
  'javascript:alert(1)//a/b',
])('%s has none', (repository) => {
  expect(commitAddress(repository, 'c0')).toBeNull()
})
