import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RepositoryCredential } from '../../../apps/api/src/engine/repository.ts'
import { startSshdFleet } from '../../support/fleet.ts'
import { startGitHttp } from '../../support/git-http.ts'
import { createTestRepository, type MirrorBench, openMirrorBench, url } from '../../support/repositories.ts'

let bench: MirrorBench
beforeEach(async () => {
  bench = await openMirrorBench({ graceMs: 500 })
})
afterEach(() => bench.close())

const password = `tok"en' $(x) \\ ü`
const withPassword = (secret: string): RepositoryCredential => ({
  id: 'c1',
  kind: 'PASSWORD',
  username: 'ad"a',
  password: secret,
})
/** Nothing that was typed as a secret is left in the directory. */
async function expectNoSecret(...secrets: string[]) {
  expect(await readdir(join(bench.mirrorsDirectory, '.secrets'))).toEqual([])
  for (const name of await readdir(bench.mirrorsDirectory, { recursive: true })) {
    const text = await readFile(join(bench.mirrorsDirectory, name), 'latin1').catch(() => '')
    for (const secret of secrets) expect(text.includes(secret), name).toBe(false)
  }
}

describe('signing in over http', () => {
  it('fetches with a password that goes nowhere else', async () => {
    const { repository, folder, mirrors } = bench
    const server = await startGitHttp(folder, { username: 'ad"a', password })
    try {
      const commit = await repository.commit({ a: '1' })
      const address = `${server.origin}/shop.git`
      const mirror = bench.mirrorOf(address, withPassword(password))
      await mirror.refresh()
      expect(await mirror.resolve('main')).toBe(commit)
      const refused = { ok: false, code: 'SIGN_IN_REFUSED' }
      expect(await mirrors.check(url(address), withPassword('wrong'))).toMatchObject(refused)
      const answer = await mirrors.check(url(address), null)
      expect(answer).toMatchObject(refused)
      expect(await mirrors.check(url(`${server.origin}/gone.git`), withPassword(password))).toMatchObject({
        code: 'NOT_A_REPOSITORY',
      })
      expect(JSON.stringify(answer)).not.toContain(password)
      await expectNoSecret(password)
    } finally {
      await server.close()
    }
  })

  it('does not hand the password to another host that a redirect names', async () => {
    const { repository, folder, mirrors } = bench
    await repository.commit({ a: '1' })
    const server = await startGitHttp(folder, { username: 'ad"a', password })
    const other = await startGitHttp(folder, { username: 'x', password: 'y' })
    try {
      server.redirectTo(other.origin)
      const answer = await mirrors.check(url(`${server.origin}/shop.git`), withPassword(password))
      expect(answer).toMatchObject({ ok: false, code: 'SIGN_IN_REFUSED' })
      expect(other.authorizations.length).toBeGreaterThan(0)
      expect(other.authorizations.filter(Boolean)).toEqual([])
    } finally {
      await Promise.all([server.close(), other.close()])
    }
  })
})

describe('signing in over ssh', () => {
  it('uses the key, pins the host key at first contact and refuses another', async () => {
    const fleet = await startSshdFleet({ count: 1 })
    const server = fleet.servers[0]
    if (!server) throw new Error('no server')
    try {
      const remote = await createTestRepository(join(server.root, "it's a shop.git"))
      const commit = await remote.commit({ a: '1' })
      const key = await protectedKey(fleet.privateKey, 'pass "phrase')
      const credential = (privateKey: string, passphrase: string | null): RepositoryCredential => ({
        id: passphrase ?? 'plain',
        kind: 'PRIVATE_KEY',
        username: server.username,
        privateKey,
        passphrase,
      })
      const address = `ssh://${server.username}@${server.host}:${server.port}${encodeURI(remote.path)}`
      for (const each of [
        credential(fleet.privateKey, null),
        credential(fleet.privateKey.replaceAll('\n', '\r\n'), null),
        credential(key, 'pass "phrase'),
      ]) {
        const mirror = bench.mirrorOf(address, each)
        await mirror.refresh()
        expect(await mirror.resolve('main')).toBe(commit)
      }
      const nameless = `ssh://${server.host}:${server.port}${encodeURI(remote.path)}`
      expect(await bench.mirrors.check(url(nameless), credential(fleet.privateKey, null))).toMatchObject({ ok: true })
      const refused = { ok: false, code: 'SIGN_IN_REFUSED' }
      expect(await bench.mirrors.check(url(address), null)).toMatchObject(refused)
      expect(await bench.mirrors.check(url(address), credential(key, 'wrong'))).toMatchObject(refused)
      expect(await bench.mirrors.check(url(address), credential('no key', null))).toMatchObject(refused)
      expect(await bench.mirrors.check(url(`${address}x`), credential(fleet.privateKey, null))).toMatchObject({
        code: 'NOT_A_REPOSITORY',
      })
      await fleet.replaceHostKey(0)
      expect(await bench.mirrors.check(url(address), credential(fleet.privateKey, null))).toMatchObject({
        code: 'HOST_KEY_CHANGED',
      })
      await expectNoSecret(fleet.privateKey.slice(60, 120), 'pass "phrase')
    } finally {
      await fleet.close()
    }
  })
})

async function protectedKey(privateKey: string, passphrase: string): Promise<string> {
  const file = join(bench.folder, 'protected')
  await writeFile(file, privateKey, { mode: 0o600 })
  execFileSync('ssh-keygen', ['-q', '-p', '-f', file, '-P', '', '-N', passphrase])
  return readFile(file, 'utf8')
}
