import type { RemoteFile } from '../../engine/remote-files.ts'

const PIECE_BYTES = 32 * 1024
/** Bytes on their way that the server has not confirmed: no more is taken from who sends. */
export const AHEAD_BYTES = 1024 * 1024

/**
 * Writes what comes from `start` on, and no byte at or behind `end`; answers how many bytes came, `tooMuch` when there were more.
 * Resolves, and rejects, when nothing is on its way any more.
 */
export async function writePiped(
  file: Pick<RemoteFile, 'write'>,
  source: AsyncIterable<Uint8Array>,
  { start, end, over }: { start: number; end: number; over: AbortSignal },
): Promise<{ written: number; tooMuch: boolean }> {
  const onTheWay: { length: number; done: Promise<void> }[] = []
  let waiting = 0
  let at = start
  const settleFirst = async () => {
    const first = onTheWay.shift()
    if (!first) return
    waiting -= first.length
    await first.done
  }
  try {
    for await (const chunk of source) {
      over.throwIfAborted()
      if (at + chunk.length > end) return { written: at - start, tooMuch: true }
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        const piece = Buffer.from(chunk.buffer, chunk.byteOffset + from, Math.min(PIECE_BYTES, chunk.length - from))
        while (waiting + piece.length > AHEAD_BYTES) await settleFirst()
        const done = file.write(at, piece)
        done.catch(() => {})
        onTheWay.push({ length: piece.length, done })
        waiting += piece.length
        at += piece.length
      }
    }
    while (onTheWay.length > 0) await settleFirst()
    return { written: at - start, tooMuch: false }
  } finally {
    await Promise.allSettled(onTheWay.map(({ done }) => done))
  }
}
