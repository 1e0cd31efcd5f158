import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MirrorBench, openMirrorBench } from '../../support/repositories.ts'

let bench: MirrorBench
beforeEach(async () => {
  bench = await openMirrorBench()
})
afterEach(() => bench.close())

describe('a mirror', () => {
  it('tells branches, tags and the default branch, latest first', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ 'a.txt': '1' })
    await repository.tag('v1', one)
    const two = await repository.commit({ 'a.txt': '2' }, { branch: 'feature/ünï-😀' })
    await repository.git('tag', 'light', two)
    await repository.git('tag', '-a', '-m', 'x', 'twice', 'v1')
    await repository.git('tag', 'of-a-tree', `${one}^{tree}`)
    await mirror.refresh()
    expect(await mirror.revisions()).toEqual({
      defaultBranch: 'main',
      branches: [
        { name: 'feature/ünï-😀', commit: two },
        { name: 'main', commit: one },
      ],
      tags: expect.arrayContaining([
        { name: 'v1', commit: one },
        { name: 'twice', commit: one },
        { name: 'light', commit: two },
      ]),
    })
    expect((await mirror.revisions()).tags).toHaveLength(3)
  })

  it('is empty when the repository is', async () => {
    const { mirror } = bench
    expect(await mirror.revisions()).toEqual({ defaultBranch: null, branches: [], tags: [] })
    await expect(mirror.resolve('HEAD')).rejects.toThrow(/empty/)
    await expect(mirror.commits('main', 50)).rejects.toThrow(/no branch “main”/)
  })

  it('says who wrote a commit and who committed it', async () => {
    const { repository, mirror } = bench
    const commit = await repository.commit({ a: '1' }, { author: 'Grace' })
    await mirror.refresh()
    const { author, committer } = await mirror.signatures(commit)
    expect(author).toEqual({ name: 'Grace', email: 'ada@example.com' })
    expect(committer.name).not.toBe('')
    await expect(mirror.signatures('a'.repeat(40))).rejects.toThrow(/There is no commit/)
  })

  it('follows force-pushes, moved tags, removed branches and a new default branch', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ a: '1' })
    await repository.tag('v1', one)
    const two = await repository.commit({ a: '2' })
    await repository.commit({ a: '3' }, { branch: 'dir' })
    await mirror.refresh()
    await repository.git('update-ref', '-d', 'refs/heads/dir')
    const nested = await repository.commit({ a: '4' }, { branch: 'dir/nested' })
    const rewritten = await repository.commit({ a: '5' }, { from: one })
    await repository.tag('v1', rewritten)
    await repository.git('symbolic-ref', 'HEAD', 'refs/heads/dir/nested')
    await mirror.refresh()
    expect(await mirror.resolve('main')).toBe(rewritten)
    expect(await mirror.resolve('v1')).toBe(rewritten)
    expect(await mirror.resolve('HEAD')).toBe(nested)
    await expect(mirror.resolve('dir')).rejects.toThrow(/no branch, tag or commit/)
    // What was rewritten away can still be shipped.
    expect(await mirror.resolve(two)).toBe(two)
    await mirror.ensureCommit(two, {})
  })

  it('fetches a commit that no branch reaches any more, and says so when it is gone', async () => {
    const { repository, mirror } = bench
    await mirror.refresh()
    const lost = await repository.commit({ a: 'lost' })
    await repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    await repository.git('update-ref', '-d', 'refs/heads/main')
    await repository.commit({ a: 'new' })
    await mirror.ensureCommit(lost, {})
    expect(await mirror.resolve(lost)).toBe(lost)
    await expect(mirror.ensureCommit('1'.repeat(40), {})).rejects.toThrow(/not in the repository any more/)
  })

  it('asks nobody for a commit that it has', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ a: '1' })
    await mirror.refresh()
    await repository.git('symbolic-ref', 'HEAD', 'refs/heads/main')
    await rename(repository.path, `${repository.path}.away`)
    await mirror.ensureCommit(one, {})
    await expect(mirror.refresh()).rejects.toMatchObject({ reason: 'NOT_A_REPOSITORY' })
  })

  it('resolves by its rules', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ a: '1' })
    const two = await repository.commit({ a: '2' })
    await repository.git('tag', 'same', one)
    await repository.git('branch', 'same', one)
    await repository.git('tag', 'split', one)
    await repository.git('branch', 'split', two)
    await repository.git('branch', one.slice(0, 8), two)
    await repository.git('update-ref', 'refs/heads/-x', two)
    await mirror.refresh()
    expect(await mirror.resolve('same')).toBe(one)
    await expect(mirror.resolve('split')).rejects.toThrow(/is a branch and a tag. Write refs\/heads\/split/)
    expect(await mirror.resolve('refs/heads/split')).toBe(two)
    expect(await mirror.resolve('tags/split')).toBe(one)
    expect(await mirror.resolve(one.slice(0, 8))).toBe(two)
    expect(await mirror.resolve(one.slice(0, 9).toUpperCase())).toBe(one)
    expect(await mirror.resolve('refs/heads/-x')).toBe(two)
    await expect(mirror.resolve('abcdef12345')).rejects.toThrow(/no branch, tag or commit/)
    await expect(mirror.resolve('0'.repeat(40))).rejects.toThrow(/no commit/)
    const blob = (await repository.git('rev-parse', 'main:a')).trim()
    await expect(mirror.resolve(blob)).rejects.toThrow(/no commit/)
    await expect(mirror.resolve(blob.slice(0, 10))).rejects.toThrow(/no branch, tag or commit/)
  })

  it('tells commits with author, date and subject, whatever is written in them', async () => {
    const { repository, mirror } = bench
    await repository.commit(
      { a: '1' },
      { message: 'One "$(x)"\n\nBody\n', author: 'Zoë \u001f😀', at: new Date(86_400_000) },
    )
    for (let n = 0; n < 5; n++) await repository.commit({ a: `${n + 2}` })
    await mirror.refresh()
    const commits = await mirror.commits('main', 50)
    expect(commits).toHaveLength(6)
    expect(commits.at(-1)).toMatchObject({
      subject: 'One "$(x)"',
      author: 'Zoë \u001f😀',
      authoredAt: new Date(86_400_000),
    })
    expect(await mirror.commits('refs/heads/main', 2)).toEqual(commits.slice(0, 2))
    expect(await mirror.commits(commits[4]?.id ?? '', 50)).toEqual(commits.slice(4))
    await expect(mirror.commits('1'.repeat(40), 1)).rejects.toThrow(/no commit/)
  })

  it('tells what would ship, with counts, also for hostile file names', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ 'a.txt': '1\n2\n', gone: 'x\n', bin: Buffer.from([0, 1, 2]) })
    const two = await repository.commit({
      'a.txt': '1\n3\n4\n',
      gone: null,
      'ü\n"\t:x': 'n\n',
      bin: Buffer.from([0, 3]),
    })
    await mirror.refresh()
    const { commits, files, truncated } = await mirror.difference(one, two)
    expect(commits.map(({ id }) => id)).toEqual([two])
    expect(truncated).toBe(false)
    expect(files).toEqual(
      expect.arrayContaining([
        { path: 'a.txt', status: 'MODIFIED', additions: 2, deletions: 1 },
        { path: 'bin', status: 'MODIFIED', additions: null, deletions: null },
        { path: 'gone', status: 'REMOVED', additions: 0, deletions: 1 },
        { path: 'ü\n"\t:x', status: 'ADDED', additions: 1, deletions: 0 },
      ]),
    )
    expect(files).toHaveLength(4)
    expect((await mirror.difference(two, one)).commits).toEqual([])
    await expect(mirror.difference('2'.repeat(40), two)).rejects.toThrow(/not in the repository/)
  })

  it('cuts a huge difference', async () => {
    const { repository, mirror } = bench
    const one = await repository.commit({ a: '1' })
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`d${n % 50}/f${n}`, `${n}\n`]))
    const two = await repository.commit(many)
    await mirror.refresh()
    const { files, truncated } = await mirror.difference(one, two)
    expect(files).toHaveLength(500)
    expect(files.every(({ status, additions }) => status === 'ADDED' && additions === 1)).toBe(true)
    expect(truncated).toBe(true)
  })

  it('keeps one directory per address and credential, and drops the others', async () => {
    const { repository, mirrors, mirrorsDirectory, mirrorOf } = bench
    await repository.commit({ a: '1' })
    const url = {
      url: { text: repository.path, scheme: 'file', host: null, username: null, path: repository.path },
    } as const
    await mirrorOf(repository.path).refresh()
    await mirrorOf(`file://${repository.path}`).refresh()
    const directories = async () => (await readdir(mirrorsDirectory)).filter((name) => /^[0-9a-f]{32}$/.test(name))
    expect(await directories()).toHaveLength(2)
    await mirrors.keepOnly([])
    expect(await directories()).toHaveLength(2)
    await mirrors.keepOnly([{ ...url, credentialId: null }], { sparedMs: 0 })
    expect(await directories()).toHaveLength(1)
    expect((await mirrorOf(repository.path).revisions()).branches).toHaveLength(1)
    expect((await readdir(join(mirrorsDirectory))).filter((name) => name.endsWith('.lock'))).toEqual([])
  })
})
