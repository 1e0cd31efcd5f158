import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExportOptions } from '../../../apps/api/src/engine/ports.ts'
import type { RepositoryMirror } from '../../../apps/api/src/engine/repository.ts'
import { type GitHttpServer, startGitHttp } from '../../support/git-http.ts'
import { keepLargeFile } from '../../support/large-files.ts'
import {
  createTestRepository,
  type MirrorBench,
  openMirrorBench,
  type TestRepository,
} from '../../support/repositories.ts'

let bench: MirrorBench
let web: GitHttpServer | undefined
beforeEach(async () => {
  bench = await openMirrorBench()
})
afterEach(async () => {
  await web?.close()
  web = undefined
  await bench.close()
})

const account = { username: 'ada', password: 'open sesame' }
const credential = { id: 'c1', kind: 'PASSWORD' as const, ...account }
const link = (commit: string) => ({ content: commit, mode: '160000' as const })
const modules = (...list: [path: string, url: string][]) =>
  list.map(([path, url]) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`).join('')
const repositoryAt = (name: string): Promise<TestRepository> => createTestRepository(join(bench.folder, name))

async function exported(mirror: RepositoryMirror, commit: string, options: ExportOptions) {
  const tree = await bench.empty()
  let said = ''
  await mirror.ensureCommit(commit, {})
  await mirror.exportTree(commit, tree, {
    ...options,
    onOutput: ({ bytes }) => {
      said += bytes
    },
  })
  const read = (file: string) => readFile(join(tree, file), 'utf8')
  return { tree, read, said }
}
const submodules = { submodules: true }
const largeFiles = { largeFiles: true }

describe('submodules', () => {
  it('are put in their places at their commits, as deep as they go, by addresses relative to their parents', async () => {
    const inner = await repositoryAt('deep/inner.git')
    const lib = await repositoryAt('lib.git')
    const innerCommit = await inner.commit({ 'inner.txt': 'inner' })
    const pinned = await lib.commit({
      '.gitmodules': modules(['in/ner', './../deep/inner.git']),
      'in/ner': link(innerCommit),
      'lib.txt': 'pinned',
    })
    await lib.commit({ 'lib.txt': 'newer' })
    const commit = await bench.repository.commit({
      '.gitmodules': modules(['vendor/lib', '../lib.git']),
      'vendor/lib': link(pinned),
      'index.html': 'x',
    })
    const { tree, read, said } = await exported(bench.mirror, commit, submodules)
    expect(await read('vendor/lib/lib.txt')).toBe('pinned')
    expect(await read('vendor/lib/in/ner/inner.txt')).toBe('inner')
    const names = await readdir(tree, { recursive: true })
    expect(names.filter((name) => /(^|\/)\.git$/.test(name))).toEqual([])
    expect(said).toMatch(/^Submodule vendor\/lib: [\s\S]*^Submodule vendor\/lib\/in\/ner: /m)
    expect(said).not.toMatch(/Warning/)
    // Known by now: nothing is asked any more.
    await Promise.all([lib, inner].map(({ git }) => git('update-ref', '-d', 'refs/heads/main')))
    expect(await (await exported(bench.mirror, commit, submodules)).read('vendor/lib/lib.txt')).toBe('pinned')
  })

  it('go when the repository that brought them goes', async () => {
    const lib = await repositoryAt('lib.git')
    const commit = await bench.repository.commit({
      '.gitmodules': modules(['lib', lib.path]),
      lib: link(await lib.commit({ a: 'b' })),
    })
    await exported(bench.mirror, commit, submodules)
    const left = async () => (await readdir(bench.mirrorsDirectory)).filter((name) => /^[0-9a-f]{32}/.test(name))
    expect((await left()).some((name) => name.endsWith('.modules'))).toBe(true)
    await bench.mirrors.keepOnly([], { sparedMs: 0 })
    expect((await left()).filter((name) => !name.endsWith('.lock'))).toEqual([])
  })

  it('get the credential on the same host only', async () => {
    const lib = await repositoryAt('lib.git')
    const commitOfLib = await lib.commit({ 'lib.txt': 'private' })
    web = await startGitHttp(bench.folder, account)
    const other = await startGitHttp(bench.folder, account)
    try {
      const mirror = bench.mirrorOf(`${web.origin}/shop.git`, credential)
      const near = await bench.repository.commit({
        '.gitmodules': modules(['lib', '../lib.git']),
        lib: link(commitOfLib),
      })
      expect(await (await exported(mirror, near, submodules)).read('lib/lib.txt')).toBe('private')
      const far = await bench.repository.commit({ '.gitmodules': modules(['lib', `${other.origin}/lib.git`]) })
      await expect(exported(mirror, far, submodules)).rejects.toThrow(/submodule lib .*refused the sign-in/)
      expect(new Set(other.authorizations)).toEqual(new Set([undefined]))
      // A repository that is reached over the net must not name directories of this machine.
      const local = await bench.repository.commit({ '.gitmodules': modules(['lib', `file://${lib.path}`]) })
      await expect(exported(mirror, local, submodules)).rejects.toThrow(/submodule lib is not allowed: .*disk/)
    } finally {
      await other.close()
    }
  })

  it.each([
    ['ext::sh -c "touch pwned"', /not allowed: .*helper/],
    ['--upload-pack=touch', /not allowed/],
    ['https://user:secret@host.example/x.git', /Passwords do not belong/],
    ['../nowhere.git', /submodule lib .*could not be fetched/],
  ])('are refused at %s', async (address, message) => {
    const commit = await bench.repository.commit({
      '.gitmodules': modules(['lib', `"${address.replaceAll('"', '\\"')}"`]),
      lib: link('1'.repeat(40)),
    })
    await expect(exported(bench.mirror, commit, submodules)).rejects.toThrow(message)
  })

  it('stay empty where .gitmodules says nothing about them, and end where they hold themselves', async () => {
    const stray = await bench.repository.commit({ lib: link('1'.repeat(40)) })
    expect((await exported(bench.mirror, stray, submodules)).said).toMatch(/gives no address for lib/)
    const loop = await repositoryAt('loop.git')
    let tip = await loop.commit({ '.gitmodules': modules(['again', '../loop.git']) })
    for (let depth = 0; depth < 10; depth++) tip = await loop.commit({ again: link(tip) })
    const mirror = bench.mirrorOf(loop.path)
    await expect(exported(mirror, tip, submodules)).rejects.toThrow(/nested deeper than 8/)
  })
})

describe('files that Git LFS keeps', () => {
  const attributes = '*.mp4 filter=lfs diff=lfs merge=lfs -text\n'
  it('stand in the places of their pointers, from a repository on this disk', async () => {
    const pointer = await keepLargeFile(bench.repository.path, 'a long film')
    const commit = await bench.repository.commit({
      '.gitattributes': attributes,
      'media/a.mp4': pointer,
      'b.txt': pointer,
    })
    const { read, said } = await exported(bench.mirror, commit, largeFiles)
    expect(await read('media/a.mp4')).toBe('a long film')
    expect(await read('b.txt')).toBe(pointer)
    expect(said).not.toMatch(/Warning/)
  })

  it('come over HTTP with the credential, once', async () => {
    const pointer = await keepLargeFile(bench.repository.path, 'over the net')
    const commit = await bench.repository.commit({ '.gitattributes': attributes, 'a.mp4': pointer })
    web = await startGitHttp(bench.folder, account)
    const mirror = bench.mirrorOf(`${web.origin}/shop.git`, credential)
    expect(await (await exported(mirror, commit, largeFiles)).read('a.mp4')).toBe('over the net')
    await web.close()
    web = undefined
    const again = await exported(mirror, commit, {})
    expect(await again.read('a.mp4')).toBe(pointer)
    expect(again.said).toMatch(/only their pointers/)
  })

  it('are missed loudly', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`
    const commit = await bench.repository.commit({ '.gitattributes': attributes, 'a.mp4': pointer })
    await expect(exported(bench.mirror, commit, largeFiles)).rejects.toThrow(/./)
  })

  it('are fetched from nowhere that .lfsconfig may not name', async () => {
    web = await startGitHttp(bench.folder, account)
    const pointer = await keepLargeFile(bench.repository.path, 'x')
    const files = { '.gitattributes': attributes, 'a.mp4': pointer }
    const mirror = bench.mirrorOf(`${web.origin}/shop.git`, credential)
    for (const address of ['ext::sh -c id', `file://${bench.repository.path}`]) {
      const commit = await bench.repository.commit({ ...files, '.lfsconfig': `[lfs]\n\turl = "${address}"\n` })
      await expect(exported(mirror, commit, largeFiles)).rejects.toThrow(/\.lfsconfig is not allowed/)
    }
    const other = await startGitHttp(bench.folder, account)
    try {
      const commit = await bench.repository.commit({
        ...files,
        '.lfsconfig': `[lfs]\n\turl = ${other.origin}/shop.git/info/lfs\n`,
      })
      await expect(exported(mirror, commit, largeFiles)).rejects.toThrow(/./)
      expect(new Set(other.authorizations)).toEqual(new Set([undefined]))
    } finally {
      await other.close()
    }
  })
})
