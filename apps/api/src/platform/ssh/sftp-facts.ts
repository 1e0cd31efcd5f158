import type { FileEntryWithStats, Stats } from 'ssh2'
import type { RemoteFileEntry, RemoteFileFacts, RemoteFileKind } from '../../engine/remote-files.ts'

const TYPE_BITS = 0o170000
const kinds = new Map<number, RemoteFileKind>([
  [0o100000, 'FILE'],
  [0o040000, 'DIRECTORY'],
  [0o120000, 'LINK'],
])

/** Servers may leave out any of it. */
export const factsOfStats = ({ mode, size, mtime, uid, gid }: Partial<Stats>): RemoteFileFacts => ({
  kind: kinds.get((mode ?? 0) & TYPE_BITS) ?? 'OTHER',
  size: size ?? 0,
  modifiedAt: new Date((mtime ?? 0) * 1000),
  mode: (mode ?? 0) & 0o7777,
  uid: uid ?? null,
  gid: gid ?? null,
})

/** `-rw-r--r--    1 deploy   www-data   512 Nov 22 12:00 name`: the only place where version 3 has names of people. */
const longName = /^[-a-zA-Z]{10}\S?\s+\d+\s+(\S{1,64})\s+(\S{1,64})\s/

export function entryOf({ filename, longname, attrs }: FileEntryWithStats): RemoteFileEntry {
  const [, owner, group] = longName.exec(longname ?? '') ?? []
  const facts = factsOfStats(attrs)
  return { ...facts, name: filename, owner: owner ?? String(facts.uid ?? ''), group: group ?? String(facts.gid ?? '') }
}
