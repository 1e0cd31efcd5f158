import { lstat, readFile, readlink } from 'node:fs/promises'
import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import type { TarEntry } from './tar-header.ts'
import { type TreeName, treeNames } from './tree-names.ts'

export interface TreeEntry extends TarEntry {
  /** Absolute. */
  file: Buffer
  /** Content of a small file, read ahead; bigger ones are read while they are written. */
  content: Buffer | null
}

const small = 256 * 1024
const ahead = 24
const slash = Buffer.from('/')

/**
 * What is to be packed of `directory` in the order of its bytes, parents first: the same tree always reads the same. `.git`
 * is left out at every depth; sockets, pipes and devices are given to `onSkipped`.
 */
export async function* readTree(
  directory: string,
  patterns: PackingPatterns | null,
  onSkipped: (path: string) => void,
  onLeftOut: (files: number) => void,
): AsyncGenerator<TreeEntry> {
  const loading: Promise<TreeEntry | null>[] = []
  for await (const name of treeNames(directory, patterns, onLeftOut)) {
    const loaded = load(name)
    // Awaited later; until then a failure must not count as unhandled.
    loaded.catch(() => {})
    loading.push(loaded)
    if (loading.length < ahead) continue
    const entry = await loading.shift()
    if (entry) yield entry
  }
  for (const entry of loading) {
    const loaded = await entry
    if (loaded) yield loaded
  }

  async function load({ file, path, isDirectory }: TreeName): Promise<TreeEntry | null> {
    if (isDirectory)
      return entryOf(file, {
        path: Buffer.concat([path, slash]),
        type: 'DIRECTORY',
        executable: true,
        size: 0,
        modified: 0,
      })
    const info = await lstat(file)
    if (info.isSymbolicLink()) {
      const target = await readlink(file, { encoding: 'buffer' })
      return entryOf(file, { path, type: 'LINK', executable: true, size: 0, modified: 0, target })
    }
    if (!info.isFile()) {
      onSkipped(path.toString())
      return null
    }
    const content = info.size <= small ? await readFile(file) : null
    const size = content?.length ?? info.size
    const modified = Math.max(0, Math.floor(info.mtimeMs / 1000))
    return entryOf(file, { path, type: 'FILE', executable: (info.mode & 0o111) !== 0, size, modified }, content)
  }
}

const entryOf = (file: Buffer, entry: TarEntry, content: Buffer | null = null): TreeEntry => ({
  ...entry,
  file,
  content,
})
