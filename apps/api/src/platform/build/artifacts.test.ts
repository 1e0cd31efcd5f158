import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createArtifactStore, type DiskArtifactStore } from './artifacts.ts'

const exec = promisify(execFile)
let folder = ''
let store: DiskArtifactStore
const directory = () => join(folder, 'artifacts')
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-artifacts-'))
  store = await createArtifactStore({ directory: directory() })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const long = `${'deep/'.repeat(30)}${'ü'.repeat(60)}`

async function writeTree(path: string) {
  const files: Record<string, string | Buffer> = {
    'index.html': '<p>',
    'run.sh': '#!/bin/sh\n',
    '-rf': 'dash',
    'new\nline "$(x)"': 'odd',
    [long]: 'far',
    'big.bin': Buffer.alloc(3_000_001, 'abc'),
    empty: '',
    '.hidden': 'kept',
    '.gitignore': 'kept',
    '.git/config': 'not shipped',
    'vendor/lib/.git/HEAD': 'not shipped',
    'vendor/lib/a.js': 'x',
  }
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
    await utimes(file, 1_700_000_000, 1_700_000_000)
  }
  await chmod(join(path, 'run.sh'), 0o700)
  await mkdir(join(path, 'nothing'))
  await symlink('../elsewhere', join(path, 'link'))
  await symlink(`/${'t'.repeat(150)}`, join(path, 'long link'))
}

async function openTree() {
  const work = await store.workDirectory('release 1')
  await writeTree(work.path)
  return work
}

describe('the artifact store', () => {
  it('packs a tree that tar unpacks as it was, without .git', async () => {
    const { path } = await openTree()
    const artifact = await store.pack('key', path, {})
    const out = join(folder, 'out')
    await mkdir(out)
    const { stderr } = await exec('tar', ['-xzf', artifact.file, '-C', out])
    expect(stderr).toBe('')
    await exec('diff', ['-r', '--no-dereference', '--exclude=.git', path, out])
    const names = await readdir(out, { recursive: true })
    expect(names.filter((name) => name.includes('.git')).sort()).toEqual(['.gitignore'])
    const { stdout } = await exec('tar', ['-tvzf', artifact.file])
    expect(stdout).toMatch(/-rwxr-xr-x 0\/0 .* run\.sh/)
    expect(stdout).toMatch(/-rw-r--r-- 0\/0 .* 2023-11-14 .* index\.html/)
    expect(artifact.fileCount).toBe(12)
    await exec('gzip', ['-t', artifact.file])
    expect(await store.verify(artifact)).toBe(true)
  })

  it('gives the same tree the same hash', async () => {
    const one = await store.pack('one', (await openTree()).path, {})
    const two = await store.pack('two', (await openTree()).path, {})
    expect(two.sha256).toBe(one.sha256)
    expect((await readdir(join(directory(), 'files'))).sort()).toEqual([
      `${one.sha256}.contents`,
      `${one.sha256}.tar.gz`,
    ])
  })

  it('finds what was packed, also after a restart, and only what is whole', async () => {
    const { path } = await openTree()
    expect(await store.find('key')).toBeNull()
    const artifact = await store.pack('key', path, {})
    const again = await createArtifactStore({ directory: directory() })
    expect(await again.find('key')).toEqual(artifact)
    expect(await again.find('key ')).toBeNull()
    await truncate(artifact.file, 100)
    expect(await again.find('key')).toBeNull()
    expect(await again.verify(artifact)).toBe(false)
    expect(await again.pack('key', path, {})).toEqual(artifact)
    expect(await again.find('key')).toEqual(artifact)
  })

  it('leaves nothing behind when cancelled, and warns of what cannot be shipped', async () => {
    const { path } = await openTree()
    const cancelled = store.pack('key', path, { signal: AbortSignal.abort() })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(await readdir(join(directory(), 'files'))).toEqual([])
    await exec('mkfifo', [join(path, 'pipe')])
    let said = ''
    await store.pack('key', path, {
      onOutput: ({ bytes }) => {
        said += bytes
      },
    })
    expect(said).toBe('Warning: pipe is not a file and is not shipped\n')
  })

  it('packs only what the patterns leave, and says how much that is', async () => {
    const { path } = await openTree()
    let said = ''
    const append = (bytes: Buffer) => {
      said += bytes
    }
    const patterns = { include: ['vendor/', '*.sh', '/nothing', 'deep'], exclude: ['*ü*', '!vendor/'] }
    const artifact = await store.pack('key', path, { patterns, onOutput: ({ bytes }) => append(bytes) })
    const { stdout } = await exec('tar', ['-tzf', artifact.file])
    expect(
      stdout
        .split('\n')
        .filter((name) => !name.startsWith('deep/'))
        .sort(),
    ).toEqual(['', 'nothing/', 'run.sh', 'vendor/', 'vendor/lib/', 'vendor/lib/a.js'].sort())
    expect(said).toBe('2 files, 10 left out by patterns\n')
    const some = await store.pack('some', path, { patterns: { include: ['a.js'], exclude: [] } })
    expect((await exec('tar', ['-tzf', some.file])).stdout).toBe('vendor/\nvendor/lib/\nvendor/lib/a.js\n')
    const all = { include: [], exclude: ['*'] }
    await expect(store.pack('none', path, { patterns: all })).rejects.toThrow('none of 12 files')
    expect(await store.find('none')).toBeNull()
  })

  it('packs an empty directory', async () => {
    const { path } = await store.workDirectory('')
    const artifact = await store.pack('empty', path, {})
    expect(artifact.fileCount).toBe(0)
    expect((await exec('tar', ['-tzf', artifact.file])).stdout).toBe('')
  })

  it('removes the least recently used first, and nothing that was used lately', async () => {
    const small = await createArtifactStore({ directory: directory(), maxBytes: 1000 })
    const packOne = async (name: string) => {
      const work = await small.workDirectory(name)
      await writeFile(join(work.path, name), name)
      return small.pack(name, work.path, {})
    }
    const files = [await packOne('a'), await packOne('b'), await packOne('c')]
    for (const [index, artifact] of files.entries()) {
      const used = new Date(Date.now() - (50 - index) * 3_600_000)
      await utimes(artifact.file, used, used)
      for (const name of await readdir(join(directory(), 'keys'))) {
        const manifest = join(directory(), 'keys', name)
        if ((await readFile(manifest, 'utf8')).includes(artifact.sha256)) await utimes(manifest, used, used)
      }
    }
    expect(await small.find('a')).not.toBeNull()
    const tight = await createArtifactStore({ directory: directory(), maxBytes: 1 })
    const work = await tight.workDirectory('d')
    await tight.pack('d', work.path, {})
    const left = await Promise.all(['a', 'b', 'c', 'd'].map((key) => tight.find(key)))
    expect(left.map((artifact) => artifact !== null)).toEqual([true, false, false, true])
  })

  it('opens private work directories, and sweeps those of processes that are gone', async () => {
    const work = await store.workDirectory('../../x $(id)')
    expect(work.path.startsWith(join(directory(), 'work'))).toBe(true)
    await writeFile(join(work.path, 'locked'), '')
    await mkdir(join(work.path, 'closed'))
    await writeFile(join(work.path, 'closed/file'), '')
    await chmod(join(work.path, 'closed'), 0o500)
    const other = await store.workDirectory('other')
    await writeFile(
      join(other.path, '../owner.json'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: null }),
    )
    await createArtifactStore({ directory: directory() })
    expect(await readdir(join(directory(), 'work'))).toHaveLength(1)
    await work.dispose()
    expect(await readdir(join(directory(), 'work'))).toEqual([])
  })

  it('sweeps what a process left that was killed while it made or removed a work directory, but not at once', async () => {
    const { path } = await store.workDirectory('half')
    const place = join(path, '..')
    await rm(join(place, 'owner.json'))
    await createArtifactStore({ directory: directory() })
    expect(await readdir(join(directory(), 'work'))).toHaveLength(1)
    const before = new Date(Date.now() - 11 * 60_000)
    await utimes(place, before, before)
    await createArtifactStore({ directory: directory() })
    expect(await readdir(join(directory(), 'work'))).toEqual([])
  })
})
