import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Attributes } from 'ssh2'

export function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  }
}

/** Changes what is given; owners stay as they are. */
export async function changeAttributes(file: FileHandle, wanted: Partial<Attributes>): Promise<void> {
  if (wanted.size !== undefined) await file.truncate(wanted.size)
  if (wanted.mode !== undefined) await file.chmod(wanted.mode & 0o7777)
  if (wanted.atime !== undefined && wanted.mtime !== undefined) await file.utimes(wanted.atime, wanted.mtime)
}

/** The line that clients print for a long listing, as `ls -l` would. */
export function longNameOf(name: string, stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-'
  const rights = [6, 3, 0]
    .map((shift) => ['r', 'w', 'x'].map((letter, bit) => ((stats.mode >> shift) & (4 >> bit) ? letter : '-')).join(''))
    .join('')
  const date = stats.mtime.toISOString().slice(0, 16).replace('T', ' ')
  return `${kind}${rights} ${stats.nlink} ${stats.uid} ${stats.gid} ${stats.size} ${date} ${name}`
}
