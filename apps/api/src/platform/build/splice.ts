import type { ContentEntry, Contents } from './contents.ts'

/** The artifact's tar as a sequence: bytes that must travel, and files that the server has. */
export type Segment = { from: number; to: number } | { path: string }

const markers = new Set(['REVISION', 'BUILD'])

/**
 * Which files of `base` make up which parts of the artifact's tar. `has` are the base's files that the server still has as
 * they were; a file may have moved meanwhile.
 */
export function splice(artifact: Contents, base: Contents, has: ReadonlySet<string>): Segment[] {
  const usable = base.files.filter(({ path }) => has.has(path) && !markers.has(path))
  const byContent = new Map(usable.map((file) => [contentKey(file), file.path]))
  const samePlace = new Set(usable.map((file) => `${contentKey(file)} ${file.path}`))
  const segments: Segment[] = []
  let at = 0
  for (const file of artifact.files) {
    const key = contentKey(file)
    const path = samePlace.has(`${key} ${file.path}`) ? file.path : byContent.get(key)
    if (path === undefined) continue
    segments.push({ from: at, to: file.offset }, { path })
    at = file.offset + file.size
  }
  segments.push({ from: at, to: artifact.tarBytes })
  return segments
}

const contentKey = ({ sha256, size }: ContentEntry) => `${sha256} ${size}`

/** How many bytes of the tar must travel. */
export const literalBytes = (segments: readonly Segment[]) =>
  segments.reduce((sum, segment) => sum + ('path' in segment ? 0 : segment.to - segment.from), 0)
