import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)
const memberBytes = 1024 * 1024
const atOnce = 4
/** Of a whole member, even one that does not get smaller: each piece more is a trip more to the thread pool. */
const chunkSize = memberBytes + 4096

/**
 * Compresses a stream on several threads: each megabyte becomes a gzip member of its own, which every reader of gzip
 * takes as one file (the way of pigz -i). Level 1: a release waits for it, and links are faster than level 6.
 */
export async function* gzipMembers(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const working: Promise<Buffer>[] = []
  let pieces: Buffer[] = []
  let size = 0
  const start = () => {
    const member = compress(Buffer.concat(pieces), { level: 1, chunkSize })
    member.catch(() => {})
    working.push(member)
    pieces = []
    size = 0
  }
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + memberBytes - size)
      pieces.push(part)
      size += part.length
      at += part.length
      if (size === memberBytes) start()
    }
    while (working.length >= atOnce) yield (await working.shift()) as Buffer
  }
  if (size > 0) start()
  for (const member of working) yield await member
}
