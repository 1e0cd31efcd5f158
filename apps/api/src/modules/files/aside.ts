import { createHash } from 'node:crypto'
import { folderOf, joined, MAX_NAME_BYTES, nameOf } from './remote-path.ts'

/** As much of a text as fits, no letter cut in two. */
function cut(name: string, bytes: number): string {
  let fits = ''
  for (const letter of name) {
    if (Buffer.byteLength(fits + letter) > bytes) break
    fits += letter
  }
  return fits
}

/** Where a file is written until it is whole: beside its place, so that it can be renamed into it. `of` tells it from others'. */
export function asideOf(path: string, of: readonly string[]): string {
  const suffix = `.sendoff-part-${createHash('sha256')
    .update(JSON.stringify([path, ...of]))
    .digest('hex')
    .slice(0, 16)}`
  return joined(folderOf(path), `${cut(nameOf(path), MAX_NAME_BYTES - suffix.length)}${suffix}`)
}
