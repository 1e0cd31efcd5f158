import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import type { TarEntry } from './tar-header.ts'
import { type TreeName, treeNames } from './tree-names.ts'

export interface TreeEntry extends TarEntry {
  /** Absolute. */
  file: Buffer
  /** Content of a small file; bigger ones are read while they are written. */
  content: Buffer | null
}

const small = 256 * 1024
/** After so many entries others have their turn: less than a millisecond or two. */
const inOneGo = 32
const slash = Buffer.from('/')

/**
 * What is to be packed of `directory` in the order of its bytes, parents first: the same tree always reads the same. `.git`
 * is left out at every depth; sockets, pipes and devices are given to `onSkipped`. Small files are read on the spot: the
 * build wrote them a moment ago, so they lie in memory, and five trips to the thread pool for each would cost ten times that.
 */
export async function* readTree(
  directory: string,
  patterns: PackingPatterns | null,
  onSkipped: (path: string) => void,
  onLeftOut: (files: number) => void,
): AsyncGenerator<TreeEntry> {
  let count = 0
  for await (const name of treeNames(directory, patterns, onLeftOut)) {
    if (++count % inOneGo === 0) await setImmediate()
    const entry = read(name)
    if (entry) yield entry
    else onSkipped(name.path.toString())
  }
}

/** Null for what no archive can hold. */
function read({ file, path, isDirectory }: TreeName): TreeEntry | null {
  const still = { file, content: null, executable: true, size: 0, modified: 0 }
  if (isDirectory) return { ...still, path: Buffer.concat([path, slash]), type: 'DIRECTORY' }
  const info = lstatSync(file)
  if (info.isSymbolicLink()) return { ...still, path, type: 'LINK', target: readlinkSync(file, { encoding: 'buffer' }) }
  if (!info.isFile()) return null
  const content = info.size <= small ? readFileSync(file) : null
  return {
    ...{ file, path, type: 'FILE', content },
    executable: (info.mode & 0o111) !== 0,
    size: content?.length ?? info.size,
    modified: Math.max(0, Math.floor(info.mtimeMs / 1000)),
  }
}
