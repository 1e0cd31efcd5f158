import { FileRefused, type RemoteFile } from '../../engine/remote-files.ts'

/** What OpenSSH answers at once; more round trips than that hide the way there. */
const PIECE_BYTES = 32 * 1024
/** Together half a megabyte on its way, whatever the size of the file. */
const AHEAD = 16

/**
 * The bytes from `start` to before `end`, asked for ahead and in order; no further ahead than they are taken.
 * @throws FileRefused when the file became shorter meanwhile
 */
export async function* readPiped(file: Pick<RemoteFile, 'read'>, start: number, end: number): AsyncGenerator<Buffer> {
  const asked: { length: number; bytes: Promise<Buffer> }[] = []
  let next = start
  for (;;) {
    while (asked.length < AHEAD && next < end) {
      const length = Math.min(PIECE_BYTES, end - next)
      const bytes = file.read(next, length)
      // Whoever comes first tells of a failure; the others have nothing to add.
      bytes.catch(() => {})
      asked.push({ length, bytes })
      next += length
    }
    const first = asked.shift()
    if (!first) return
    const bytes = await first.bytes
    if (bytes.length < first.length) throw new FileRefused('The file became shorter while it was read. Try again.')
    yield bytes
  }
}
