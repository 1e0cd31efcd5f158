import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RepositoryUrl } from '../../../apps/api/src/engine/repository-url.ts'
import { type MirrorBench, openMirrorBench } from '../../support/repositories.ts'

let bench: MirrorBench
let canary: string
beforeEach(async () => {
  bench = await openMirrorBench()
  canary = join(bench.folder, 'canary')
})
afterEach(() => bench.close())

describe('hostile input', () => {
  it.each([
    '--upload-pack=touch CANARY',
    '--output=CANARY',
    '-oCANARY',
    '$(touch CANARY)',
    '`touch CANARY`',
    'main; touch CANARY',
    'main\ntouch CANARY',
    "main' touch CANARY '",
    'main..--output=CANARY',
    '',
    '\0',
    '../../etc/passwd',
    'refs/heads/../../x',
    'x'.repeat(100_000),
  ])('is refused as a revision, and nothing runs: %j', async (text) => {
    const { repository, mirror } = bench
    await repository.commit({ a: '1' })
    await mirror.refresh()
    const hostile = text.replace('CANARY', canary)
    await expect(mirror.resolve(hostile)).rejects.toMatchObject({ name: 'RevisionNotFound' })
    await expect(mirror.commits(hostile, 50)).rejects.toMatchObject({ name: 'RevisionNotFound' })
    await expect(mirror.difference(hostile, hostile)).rejects.toMatchObject({ name: 'RevisionNotFound' })
    await expect(mirror.ensureCommit(hostile, {})).rejects.toMatchObject({ name: 'RevisionNotFound' })
    await expect(mirror.exportTree(hostile, await bench.empty(), {})).rejects.toThrow()
    expect(existsSync(canary)).toBe(false)
  })

  it('runs nothing even when an address slipped past the parser', async () => {
    const forged = (text: string): RepositoryUrl => ({ text, scheme: 'ssh', host: 'h', username: null, path: '/x' })
    for (const text of [
      `ext::touch ${canary}`,
      `--upload-pack=touch ${canary}`,
      `ssh://-oProxyCommand=touch ${canary}/x`,
      `-oProxyCommand=touch ${canary}:x`,
      `git::ext::touch ${canary}`,
    ])
      expect(await bench.mirrors.check(forged(text), null)).toMatchObject({ ok: false })
    expect(existsSync(canary)).toBe(false)
  })

  it('reads branches with any name that git allows, and runs no hook of anybody', async () => {
    const { repository, mirror, mirrorsDirectory } = bench
    const names = ['$(touch)', '`id`', 'a\'b"c', ';x', '&&x', '|x', '--force', 'ünï/😀', 'HEAD', 'a#b', '%00', '<x>']
    const commit = await repository.commit({ a: '1' })
    for (const name of names) await repository.git('update-ref', `refs/heads/${name}`, commit)
    for (const hook of ['post-update', 'reference-transaction', 'post-checkout', 'pre-auto-gc']) {
      const file = join(mirrorsDirectory, '.no-hooks', hook)
      await writeFile(file, `#!/bin/sh\ntouch '${canary}'\n`).then(() => chmod(file, 0o644))
    }
    await mirror.refresh()
    const { branches } = await mirror.revisions()
    expect(branches.map(({ name }) => name).sort()).toEqual([...names, 'main'].sort())
    for (const name of names) {
      expect(await mirror.resolve(`refs/heads/${name}`)).toBe(commit)
      expect(await mirror.commits(name, 1)).toMatchObject([{ id: commit }])
    }
    expect(existsSync(canary)).toBe(false)
  })

  it('answers a check with a code and what to do', async () => {
    const { mirrors, repository } = bench
    const at = (text: string) => ({ text, scheme: 'https', host: '127.0.0.1:1', username: null, path: '/x' }) as const
    expect(await mirrors.check({ ...at(repository.path), scheme: 'file' }, null)).toEqual({ ok: true, empty: true })
    await repository.commit({ a: '1' })
    expect(await mirrors.check({ ...at(repository.path), scheme: 'file' }, null)).toEqual({ ok: true, empty: false })
    expect(await mirrors.check(at(join(bench.folder, 'gone')), null)).toMatchObject({ code: 'NOT_A_REPOSITORY' })
    expect(await mirrors.check(at('https://127.0.0.1:1/x'), null)).toMatchObject({ ok: false, code: 'REFUSED' })
    expect(await mirrors.check(at('https://no-such-host.invalid/x'), null)).toMatchObject({ code: 'NAME_NOT_FOUND' })
    const key = { id: 'k', kind: 'PRIVATE_KEY', username: 'x', privateKey: 'x', passphrase: null } as const
    expect(await mirrors.check(at('https://127.0.0.1:1/x'), key)).toMatchObject({ code: 'SIGN_IN_REFUSED' })
  })
})
