import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** A file inside an artifact's tar. */
export interface ContentEntry {
  /** Its bytes, each as one character (latin1): names need not be text. */
  path: string
  size: number
  /** Where its content begins in the tar, in bytes. */
  offset: number
  /** SHA-256 of the content, hex. */
  sha256: string
}

/** What is known about an artifact's tar without unpacking it. */
export interface Contents {
  /** SHA-256 of the tar before it was compressed, and its length in bytes. */
  tarSha256: string
  tarBytes: number
  /** In the tar's order; files below `takenOverFrom` are left out. */
  files: ContentEntry[]
}

/** Smaller files travel with the headers around them: to name one costs as much as to send it. */
export const takenOverFrom = 512

export function* contentsLines({ tarSha256, tarBytes, files }: Contents): Generator<string> {
  for (const { path, size, offset, sha256 } of files) yield `${JSON.stringify([path, size, offset, sha256])}\n`
  // Last, so that a listing that was cut is not taken for a whole one.
  yield `${JSON.stringify({ tarSha256, tarBytes })}\n`
}

/** Null when the listing is not there or not whole. */
export async function readContents(file: string): Promise<Contents | null> {
  const files: ContentEntry[] = []
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const value = JSON.parse(line)
      if (!Array.isArray(value)) return { tarSha256: value.tarSha256, tarBytes: value.tarBytes, files }
      const [path, size, offset, sha256] = value
      files.push({ path, size, offset, sha256 })
    }
  } catch {}
  return null
}
