import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { gzipMembers } from './gzip.ts'
import type { Segment } from './splice.ts'
import { endOfTar, padding, tarHeader } from './tar-header.ts'

/**
 * Writes what travels: a gzipped tar with `list`, the names of all parts of the artifact's tar in their order, each ended by
 * NUL, and behind it the parts that the server lacks as `0`, `1` and so on; the others are named `base/<path>`.
 */
export async function writeDelta(
  artifactFile: string,
  segments: readonly Segment[],
  file: string,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256')
  const handle = await open(file, 'wx', 0o600)
  let sizeBytes = 0
  try {
    for await (const member of gzipMembers(tarOf(artifactFile, segments))) {
      hash.update(member)
      sizeBytes += member.length
      await handle.writeFile(member)
    }
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}

async function* tarOf(artifactFile: string, segments: readonly Segment[]): AsyncGenerator<Buffer> {
  let literals = 0
  const names = segments.map((segment) => ('path' in segment ? `base/${segment.path}\0` : `${literals++}\0`))
  const list = Buffer.from(names.join(''), 'latin1')
  yield header('list', list.length)
  yield list
  yield padding(list.length)
  const read = reader(artifactFile)
  try {
    literals = 0
    let at = 0
    for (const segment of segments) {
      if ('path' in segment) continue
      await read.skip(segment.from - at)
      at = segment.to
      const size = segment.to - segment.from
      yield header(String(literals++), size)
      yield* read.take(size)
      yield padding(size)
    }
  } finally {
    read.close()
  }
  yield endOfTar
}

const header = (name: string, size: number) =>
  tarHeader({ path: Buffer.from(name), type: 'FILE', executable: false, size, modified: 0 })

/** Reads the artifact's tar from its beginning to its end, never held whole. */
function reader(artifactFile: string) {
  const tar = createGunzip({ chunkSize: 256 * 1024 })
  pipeline(createReadStream(artifactFile), tar, () => {})
  const chunks = tar[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function* take(size: number): AsyncGenerator<Buffer> {
    for (let missing = size; missing > 0; ) {
      if (rest.length === 0) {
        const { value, done } = await chunks.next()
        if (done) throw new Error(`${artifactFile} ends early.`)
        rest = value
      }
      const part = rest.subarray(0, missing)
      rest = rest.subarray(part.length)
      missing -= part.length
      yield part
    }
  }
  return {
    take,
    async skip(size: number) {
      for await (const _ of take(size));
    },
    close: () => tar.destroy(),
  }
}
