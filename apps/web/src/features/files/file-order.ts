import type { ListedFile } from './operations.ts'

export const columns = ['name', 'size', 'modifiedAt', 'mode', 'owner'] as const
export type Column = (typeof columns)[number]
export interface FileOrder {
  by: Column
  descending: boolean
}

type Sorted = Pick<ListedFile, 'name' | 'kind' | 'targetKind' | 'size' | 'modifiedAt' | 'octal' | 'owner' | 'group'>

export const isFolder = ({ kind, targetKind }: Pick<ListedFile, 'kind' | 'targetKind'>) =>
  kind === 'DIRECTORY' || targetKind === 'DIRECTORY'
export const isFile = ({ kind, targetKind }: Pick<ListedFile, 'kind' | 'targetKind'>) =>
  kind === 'FILE' || targetKind === 'FILE'

const { compare } = new Intl.Collator('en', { numeric: true })
const byColumn: Record<Column, (one: Sorted, other: Sorted) => number> = {
  name: () => 0,
  size: (one, other) => one.size - other.size,
  modifiedAt: (one, other) => Date.parse(one.modifiedAt) - Date.parse(other.modifiedAt),
  mode: (one, other) => compare(one.octal, other.octal),
  owner: (one, other) => compare(`${one.owner}:${one.group}`, `${other.owner}:${other.group}`),
}

/** Folders first whichever way round; what is the same in the column goes by name, as people count. */
export function inOrder<File extends Sorted>(files: readonly File[], { by, descending }: FileOrder): File[] {
  const way = descending ? -1 : 1
  const byName = (one: File, other: File) => compare(one.name, other.name) * (by === 'name' ? way : 1)
  return files.toSorted(
    (one, other) =>
      Number(isFolder(other)) - Number(isFolder(one)) || byColumn[by](one, other) * way || byName(one, other),
  )
}

/** Beginning with a dot, or what has come so far of an upload. */
const isHidden = (name: string) => name.startsWith('.') || /\.sendoff-part-[0-9a-f]{16}$/.test(name)

/** Those whose names have all the words in them. */
export function matching<File extends { name: string }>(
  files: readonly File[],
  words: string,
  hidden: boolean,
): File[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return files.filter(
    ({ name }) => (hidden || !isHidden(name)) && wanted.every((word) => name.toLowerCase().includes(word)),
  )
}
