import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listFiles } from '../../../apps/api/src/engine/commands/list-files.ts'
import { preflight } from '../../../apps/api/src/engine/commands/preflight.ts'
import { rebuild } from '../../../apps/api/src/engine/commands/rebuild.ts'
import { EXIT } from '../../../apps/api/src/engine/commands/script.ts'
import { readState } from '../../../apps/api/src/engine/commands/state.ts'
import { upload } from '../../../apps/api/src/engine/commands/upload.ts'
import type { Artifact, Delta } from '../../../apps/api/src/engine/ports.ts'
import { installedShells, runIn, type Shell } from '../../../apps/api/src/engine/testing/shells.ts'
import { createArtifactStore, type DiskArtifactStore } from '../../../apps/api/src/platform/build/artifacts.ts'
import { changedTree, type RandomTree, randomNumbers, randomTree, writeTree } from '../../support/random-tree.ts'

const exec = promisify(execFile)
const COMMIT = 'c'.repeat(40)
const FIRST = '20261121080000-7'
const SECOND = '20261121090000-8'
const SEEDS = Number(process.env.SENDOFF_TEST_DELTA_SEEDS ?? 3)

/** Perl joins the parts where it is installed; the others must do without. */
const shells = installedShells()
const kinds = [...shells, ...shells.filter(({ name }) => name === 'dash').map(withoutPerl)]

describe.each(kinds)('a delta in $name', (shell) => {
  let folder: string
  let store: DiskArtifactStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sendoff-delta-'))
    store = await createArtifactStore({ directory: join(folder, 'artifacts') })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const pack = async (tree: RandomTree) => {
    await writeTree(join(folder, 'tree'), tree)
    return store.pack(String(Math.random()), join(folder, 'tree'), {})
  }

  async function server(name: string) {
    const home = join(folder, name)
    await mkdir(home)
    const root = join(home, 'app')
    const held = (directory: string) => ({ path: '~/app', directory, environment: 'env-1', fence: 3 })
    const run = (text: string, file?: string) =>
      runIn(shell, text, { home, stdin: file === undefined ? undefined : readFileSync(file) })
    const arrival = (directory: string, { sha256 }: Artifact) => ({
      ...held(directory),
      commit: COMMIT,
      sha256,
      sharedPaths: ['shared dir/'],
      attempt: '3-1',
    })
    expect(await run(preflight({ ...held(FIRST), owner: 'o', sharedPaths: [], needKb: 0 }))).toMatchObject({ code: 0 })
    return {
      root,
      start: (directory: string) => run(preflight({ ...held(directory), owner: 'o', sharedPaths: [], needKb: 0 })),
      whole: (directory: string, artifact: Artifact) =>
        run(upload({ ...arrival(directory, artifact), fileBytes: artifact.sizeBytes, offset: 0 }), artifact.file),
      async left(directory: string) {
        const listing = join(folder, `${name}.list`)
        const text = `exec > '${listing}'\n${listFiles('~/app', directory)}`
        expect(await run(text)).toMatchObject({ code: 0, stderr: '' })
        return new Set(
          gunzipSync(readFileSync(listing))
            .toString('latin1')
            .split('\0')
            .map((path) => path.replace(/^\.\//, '')),
        )
      },
      delta: (directory: string, artifact: Artifact, delta: Delta) =>
        run(
          rebuild({
            ...arrival(directory, artifact),
            fileBytes: delta.sizeBytes,
            offset: 0,
            base: FIRST,
            fileSha256: delta.sha256,
            tarSha256: delta.tarSha256,
            tarBytes: delta.tarBytes,
          }),
          delta.file,
        ),
      inside: async (directory: string) => {
        const place = join(root, 'releases', directory)
        const find = async (...words: string[]) =>
          (await exec('find', [place, ...words], { encoding: 'latin1' })).stdout
        const files = await find('-type', 'f', '-printf', '%P|%m|%s|%n|%T@\\0')
        const others = await find('!', '-type', 'f', '-printf', '%P|%y|%m|%l\\0')
        return [...files.split('\0').filter((line) => !/^(REVISION|BUILD)\|/.test(line)), ...others.split('\0')].sort()
      },
    }
  }

  it.each(Array.from({ length: SEEDS }, (_, n) => n + 1))(
    'gives what the whole artifact gives, tree %i',
    async (seed) => {
      const random = randomNumbers(seed)
      const tree = randomTree(random)
      const one = await pack(tree)
      const two = await pack(changedTree(tree, random))
      const [plain, saving] = [await server('plain'), await server('saving')]
      expect(await plain.whole(SECOND, two)).toMatchObject({ code: 0, stderr: '' })

      expect(await saving.whole(FIRST, one)).toMatchObject({ code: 0, stderr: '' })
      expect(readState((await saving.start(SECOND)).stdout)?.builds).toEqual([{ directory: FIRST, sha256: one.sha256 }])
      const delta = await store.delta(two, { sha256: one.sha256, has: await saving.left(FIRST) })
      if (delta === null) throw new Error('nothing can be taken over')
      expect(delta.sizeBytes).toBeLessThan(two.sizeBytes * 0.7)
      const before = await saving.inside(FIRST)
      expect(await saving.delta(SECOND, two, delta)).toMatchObject({ code: 0, stderr: '' })

      expect(await saving.inside(SECOND)).toEqual(await plain.inside(SECOND))
      await exec('diff', [
        '-r',
        '--no-dereference',
        join(plain.root, 'releases', SECOND),
        join(saving.root, 'releases', SECOND),
      ])
      expect(await saving.inside(FIRST)).toEqual(before)
      const { stdout: left } = await exec('ls', ['-A', join(saving.root, '.sendoff/incoming')])
      expect(left).toBe('')
    },
  )

  it.each([
    ['changed', 'printf y | dd of=FILE conv=notrunc 2> /dev/null; touch -d @0 FILE'],
    ['removed', 'rm FILE'],
    ['grown', 'cat FILE FILE > more; cat more > FILE; rm more'],
    ['made a link', 'rm FILE; ln -s /etc/hostname FILE'],
  ])('is refused, and changes nothing, when a file was %s behind our back', async (_, command) => {
    const content = Buffer.alloc(200_000, randomNumbers(5)().toString())
    const file = (modified: number) => ({ type: 'FILE' as const, content, executable: false, modified })
    const noise = Buffer.from(Array.from({ length: 300_000 }, randomNumbers(6)).map((x) => x * 256))
    const tree: RandomTree = new Map([
      ['FILE', file(1)],
      ['noise', { ...file(1), content: noise }],
    ])
    const one = await pack(tree)
    const two = await pack(new Map([...tree, ['FILE', file(2)]]))
    const there = await server('there')
    await there.whole(FIRST, one)
    const delta = await store.delta(two, { sha256: one.sha256, has: await there.left(FIRST) })
    if (delta === null) throw new Error('nothing can be taken over')
    await exec('sh', ['-c', command], { cwd: join(there.root, 'releases', FIRST) })
    await there.start(SECOND)
    const refused = await there.delta(SECOND, two, delta)
    expect(refused).toMatchObject({ code: EXIT.notRebuilt, stderr: expect.stringContaining('is not what was shipped') })
    const { stdout: left } = await exec('sh', ['-c', 'ls -A releases .sendoff/incoming'], { cwd: there.root })
    expect(left).toBe(`.sendoff/incoming:\n\nreleases:\n${FIRST}\n`)
  })

  it('takes nothing from what was changed, hidden behind a link or removed since', async () => {
    const tree = randomTree(randomNumbers(9))
    tree.set('shared dir/kept', { type: 'FILE', content: Buffer.alloc(900, 's'), executable: false, modified: 1 })
    tree.set('changed', { type: 'FILE', content: Buffer.alloc(900, 'c'), executable: false, modified: 1 })
    tree.set('gone', { type: 'FILE', content: Buffer.alloc(900, 'g'), executable: false, modified: 1 })
    const there = await server('there')
    await there.whole(FIRST, await pack(tree))
    await exec('sh', ['-c', 'rm gone; echo x >> changed; touch -d "+1 min" changed'], {
      cwd: join(there.root, 'releases', FIRST),
    })
    const left = await there.left(FIRST)
    for (const path of ['shared dir/kept', 'changed', 'gone']) expect([...left]).not.toContain(path)
    expect(left.size).toBeGreaterThan(20)
  })
})

/** The same shell where only the programs are installed that a release needs. */
function withoutPerl(shell: Shell): Shell {
  const busybox = shells.find(({ name }) => name === 'busybox')
  return {
    ...shell,
    command: [`/bin/${shell.name}`],
    name: `${shell.name} without perl`,
    path: busybox?.path ?? shell.path,
  }
}
