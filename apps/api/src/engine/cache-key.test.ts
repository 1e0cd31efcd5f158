import { expect, it } from 'vitest'
import { cacheKeyOf } from './cache-key.ts'
import { fingerprint } from './testing/fingerprint.ts'
import { snapshotOf } from './testing/snapshot.ts'

const variable = (name: string, value: string) => ({ name, value, secret: false })
const key = cacheKeyOf(snapshotOf(), [variable('A', '1'), variable('B', '2')], fingerprint)

it('is the same for the same build, whichever environment it is for', () => {
  const elsewhere = snapshotOf({ environmentId: 'e2', number: 9, directory: 'x', path: '/srv', restartCommand: 'r' })
  expect(cacheKeyOf(elsewhere, [variable('B', '2'), variable('A', '1')], fingerprint)).toBe(key)
})

it.each([
  ['the commit', { commit: 'd'.repeat(40) }],
  ['the hook after the fetch', { afterFetchCommand: 'x' }],
  ['the build command', { buildCommand: 'x' }],
  ['the hook before the upload', { beforeUploadCommand: 'x' }],
  ['what is fetched besides', { source: { submodules: true, largeFiles: false } }],
  ['what is packed', { packing: { include: [], exclude: ['*.map'] } }],
])('changes with %s', (_what, change) => {
  expect(cacheKeyOf(snapshotOf(change), [variable('A', '1'), variable('B', '2')], fingerprint)).not.toBe(key)
})

it('changes with the variables, and takes no border for another', () => {
  expect(cacheKeyOf(snapshotOf(), [variable('A', '1')], fingerprint)).not.toBe(key)
  expect(cacheKeyOf(snapshotOf(), [variable('A', '2'), variable('B', '1')], fingerprint)).not.toBe(key)
})

it('does not change with what only servers see, and tells a build from before there were scopes', () => {
  const variables = [{ ...variable('A', '1'), scope: 'BUILD' as const }, variable('B', '2')]
  const onServers = { ...variable('PORT', '80'), scope: 'RUNTIME' as const }
  expect(cacheKeyOf(snapshotOf({ packing: null }), [...variables, onServers], fingerprint)).toBe(key)
})
