import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import { type Selection, selectionOf } from '../../engine/packing/selection.ts'

export interface TreeName {
  /** Absolute. */
  file: Buffer
  /** Below the tree. */
  path: Buffer
  isDirectory: boolean
}

const slash = Buffer.from('/')

/** The names below `directory` in the order of their bytes, parents first, without `.git` and what patterns leave out. */
export async function* treeNames(
  directory: string,
  patterns: PackingPatterns | null,
  onLeftOut: (files: number) => void,
): AsyncGenerator<TreeName> {
  const selection = patterns ? selectionOf(patterns) : null
  yield* namesIn(Buffer.from(directory), Buffer.alloc(0), selection === null)

  async function* namesIn(place: Buffer, prefix: Buffer, parentIncluded: boolean): AsyncGenerator<TreeName> {
    for (const entry of await entriesOf(place)) {
      const file = Buffer.concat([place, slash, entry.name])
      const path = prefix.length === 0 ? entry.name : Buffer.concat([prefix, slash, entry.name])
      const isDirectory = entry.isDirectory()
      const name = { file, path, isDirectory }
      const { excluded, included } = judge(selection, path, isDirectory)
      if (excluded) onLeftOut(isDirectory ? await countFiles(file) : 1)
      else if (parentIncluded || included) {
        yield name
        if (isDirectory) yield* namesIn(file, path, true)
      } else if (isDirectory) yield* onlyAbove(name, namesIn(file, path, false))
      else onLeftOut(1)
    }
  }
}

const judge = (selection: Selection | null, path: Buffer, isDirectory: boolean) =>
  selection?.choose(path.toString(), isDirectory) ?? { excluded: false, included: true }

/** A directory that is not included itself stands there only above something that is. */
async function* onlyAbove(directory: TreeName, below: AsyncGenerator<TreeName>): AsyncGenerator<TreeName> {
  let told = false
  for await (const name of below) {
    if (!told) yield directory
    told = true
    yield name
  }
}

async function entriesOf(directory: Buffer): Promise<Dirent<Buffer>[]> {
  const entries = await readdir(directory, { withFileTypes: true, encoding: 'buffer' })
  return entries
    .filter((entry) => entry.name.toString() !== '.git')
    .sort((one, other) => Buffer.compare(one.name, other.name))
}

async function countFiles(directory: Buffer): Promise<number> {
  let files = 0
  for (const entry of await entriesOf(directory))
    files += entry.isDirectory() ? await countFiles(Buffer.concat([directory, slash, entry.name])) : 1
  return files
}
