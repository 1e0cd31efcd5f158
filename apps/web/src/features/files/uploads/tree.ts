/** What was dropped or chosen, as it is to lie on the server. Folders are relative and stand before what is in them. */
export interface Tree {
  folders: string[]
  files: { folder: string; file: File }[]
  /** What the browser could not read: relative paths. */
  unreadable: string[]
}

export const treeOfFile = (file: File): Tree => ({ folders: [], files: [{ folder: '', file }], unreadable: [] })
export const isSomething = ({ folders, files, unreadable }: Tree) =>
  folders.length + files.length + unreadable.length > 0

/** So many files and folders go at once; more are better packed into one file. */
export const MOST_ENTRIES = 2_000
const MOST_LEVELS = 30

/** There is more than goes at once. */
export class TooMuch extends Error {}

const below = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`)

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))

/** A browser hands over what is in a folder in parts of a hundred; an empty one is the last. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return all
    all.push(...part)
    if (all.length > MOST_ENTRIES) throw new TooMuch()
  }
}

/** Walks through what was dropped. @throws TooMuch */
export async function treeOfEntries(dropped: readonly (FileSystemEntry | File)[]): Promise<Tree> {
  const tree: Tree = { folders: [], files: [], unreadable: [] }

  async function walk(entry: FileSystemEntry | File, folder: string, level: number): Promise<void> {
    if (tree.folders.length + tree.files.length >= MOST_ENTRIES || level > MOST_LEVELS) throw new TooMuch()
    if (entry instanceof File) return void tree.files.push({ folder, file: entry })
    const path = below(folder, entry.name)
    try {
      if (entry.isFile) return void tree.files.push({ folder, file: await fileOf(entry as FileSystemFileEntry) })
      tree.folders.push(path)
      const inside = await entriesOf(entry as FileSystemDirectoryEntry)
      for (const each of inside) await walk(each, path, level + 1)
    } catch (error) {
      if (error instanceof TooMuch) throw error
      tree.unreadable.push(path)
    }
  }
  for (const entry of dropped) await walk(entry, '', 0)
  return tree
}

/** A folder that was chosen by the button: each file knows its way. Empty folders are not told. @throws TooMuch */
export function treeOfChosen(files: readonly File[]): Tree {
  const folders = new Set<string>()
  for (const { webkitRelativePath } of files) {
    const names = webkitRelativePath.split('/').slice(0, -1)
    for (const [at] of names.entries()) folders.add(names.slice(0, at + 1).join('/'))
  }
  if (folders.size + files.length > MOST_ENTRIES) throw new TooMuch()
  return {
    folders: [...folders],
    files: files.map((file) => ({ folder: file.webkitRelativePath.split('/').slice(0, -1).join('/'), file })),
    unreadable: [],
  }
}
