import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MirrorBench, openMirrorBench } from '../../support/repositories.ts'

let bench: MirrorBench
beforeEach(async () => {
  bench = await openMirrorBench()
})
afterEach(() => bench.close())

describe('exporting a tree', () => {
  it('writes files, modes and links as they are, whatever their names', async () => {
    const { repository, mirror } = bench
    const commit = await repository.commit({
      'run.sh': { content: '#!/bin/sh\n', mode: '100755' },
      'link to': { content: 'run.sh', mode: '120000' },
      'ü/新\n"$(touch x)" -rf': 'odd',
      '-rf': 'dash',
      'bin.dat': Buffer.from([0, 255, 254, 10, 13]),
    })
    const tree = await bench.empty()
    await mirror.ensureCommit(commit, {})
    await mirror.exportTree(commit, tree, {})
    expect((await lstat(join(tree, 'run.sh'))).mode & 0o777).toBe(0o755)
    expect((await lstat(join(tree, 'bin.dat'))).mode & 0o777).toBe(0o644)
    expect(await readlink(join(tree, 'link to'))).toBe('run.sh')
    expect(await readFile(join(tree, 'ü/新\n"$(touch x)" -rf'), 'utf8')).toBe('odd')
    expect(await readFile(join(tree, 'bin.dat'))).toEqual(Buffer.from([0, 255, 254, 10, 13]))
    expect((await readdir(tree)).sort()).toEqual(['-rf', 'bin.dat', 'link to', 'run.sh', 'ü'])
  })

  it('warns about submodules and large files that are not fetched', async () => {
    const { repository, mirror } = bench
    const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n'
    const commit = await repository.commit({
      '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ext::sh -c touch% /tmp/never\n',
      lib: { content: '1'.repeat(40), mode: '160000' },
      'media/.gitattributes': '*.mp4 filter=lfs diff=lfs merge=lfs -text\n',
      'media/a.mp4': lfs,
    })
    let said = ''
    const tree = await bench.empty()
    await mirror.ensureCommit(commit, {})
    await mirror.exportTree(commit, tree, {
      onOutput: ({ bytes }) => {
        said += bytes.toString()
      },
    })
    expect(said).toMatch(/submodules are not fetched.*: lib$/m)
    expect(said).toMatch(/Git LFS/)
    expect(await readFile(join(tree, 'media/a.mp4'), 'utf8')).toBe(lfs)
    expect(await readdir(join(tree, 'lib'))).toEqual([])
  })

  it('exports a repository of many files, and an empty commit', async () => {
    const { repository, mirror } = bench
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`d${n % 60}/f${n}`, `${n}\n`.repeat(200)]))
    const commit = await repository.commit(many)
    const none = await repository.commit({}, { branch: 'none' })
    await mirror.refresh()
    const tree = await bench.empty()
    await mirror.exportTree(commit, tree, {})
    expect((await readdir(tree, { recursive: true })).length).toBe(3060)
    await mirror.exportTree(none, await bench.empty(), {})
  })

  it('says what failed, and stops both programs', async () => {
    const { repository, mirror, folder } = bench
    const commit = await repository.commit({ a: 'x'.repeat(3_000_000), b: 'x'.repeat(3_000_000) })
    await mirror.refresh()
    await expect(mirror.exportTree('1'.repeat(40), await bench.empty(), {})).rejects.toThrow(/could not be exported/)
    await expect(mirror.exportTree(commit, join(folder, 'not-there'), {})).rejects.toThrow(/ENOENT|not be written/)
    const aborted = AbortSignal.abort()
    await expect(mirror.exportTree(commit, await bench.empty(), { signal: aborted })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
