import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { bencode } from './bencode.ts'

const KB = 1024

/** Small pieces spread sooner, large ones cost less to keep account of. */
const pieceLengthOf = (sizeBytes: number): number => (sizeBytes < 64 * KB * KB ? 256 * KB : 512 * KB)

export interface Torrent {
  bytes: Buffer
  /** SHA-1 of the info dictionary: the name under which clients ask for it. */
  infoHash: Buffer
}

/**
 * Describes a file as a private torrent (BEP 3, BEP 27) without a tracker: each client is told its own. Random bytes in it
 * make the name of the same artifact another one in each release, which nobody can guess who only knows the artifact.
 */
export async function makeTorrent(file: string, sizeBytes: number): Promise<Torrent> {
  const pieceLength = pieceLengthOf(sizeBytes)
  const info = {
    length: sizeBytes,
    name: 'artifact',
    'piece length': pieceLength,
    pieces: await hashPieces(file, pieceLength),
    private: 1,
    salt: randomBytes(16),
  }
  return { bytes: bencode({ info }), infoHash: createHash('sha1').update(bencode(info)).digest() }
}

async function hashPieces(file: string, pieceLength: number): Promise<Buffer> {
  const hashes: Buffer[] = []
  let piece = createHash('sha1')
  let filled = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 128 * KB }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + pieceLength - filled)
      piece.update(part)
      at += part.length
      filled += part.length
      if (filled < pieceLength) continue
      hashes.push(piece.digest())
      piece = createHash('sha1')
      filled = 0
    }
  }
  if (filled > 0) hashes.push(piece.digest())
  return Buffer.concat(hashes)
}
