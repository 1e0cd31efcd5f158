import { crc32 } from './crc32.ts'
import type { UploadPlace } from './upload-way.ts'

/** An upload that was begun in this browser and is not whole; the file itself has to be chosen again. */
export interface Unfinished extends UploadPlace {
  name: string
  /** Whose it is: others who use this browser are not told. */
  userId: string
  at: number
}

const storageKey = 'sendoff.uploads'
const MOST = 50
/** The server's own upkeep does not remove parts, but nobody goes on after a month. */
const KEPT_MS = 30 * 86_400_000

/** The same for the same file of the same browser: it goes on where it was when it is chosen again. */
export const uploadId = ({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>) =>
  `${size.toString(36)}-${lastModified.toString(36)}-${crc32(new TextEncoder().encode(name))}`

export const isSame = (one: UploadPlace, other: UploadPlace) =>
  one.serverId === other.serverId && one.path === other.path && one.id === other.id && one.size === other.size

export function unfinishedUploads(): Unfinished[] {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '[]') as Unfinished[]
    return kept.filter(({ at }) => Date.now() - at < KEPT_MS)
  } catch {
    return []
  }
}

const keep = (list: Unfinished[]) => localStorage.setItem(storageKey, JSON.stringify(list.slice(-MOST)))

export const rememberUpload = ({ serverId, path, id, size, name, userId, at }: Unfinished) => {
  const upload = { serverId, path, id, size, name, userId, at }
  keep([...unfinishedUploads().filter((each) => !isSame(each, upload)), upload])
}
export const forgetUpload = (place: UploadPlace) => keep(unfinishedUploads().filter((each) => !isSame(each, place)))
