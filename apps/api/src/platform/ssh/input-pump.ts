import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { ScriptChannel } from './script-channel.ts'

/**
 * Writes the head, then everything of `source`, then end of file. Never more than a piece waits in memory.
 * Resolves when all is written or `over` fired (the script may end before it read everything).
 * @throws what the source failed with
 */
export async function pumpInput(
  channel: ScriptChannel,
  input: { head: Buffer; source?: Readable; over: AbortSignal; onProgress: () => void },
): Promise<void> {
  const { over, source } = input
  const stopped = once(over, 'abort').catch(() => {})
  if (source !== undefined) over.addEventListener('abort', () => source.destroy(), { once: true })
  if (over.aborted) return
  // A channel that was closed meanwhile never calls back.
  const write = (bytes: Buffer): Promise<unknown> =>
    Promise.race([stopped, new Promise<void>((resolve) => channel.stdin.write(bytes, () => resolve()))])

  await write(input.head)
  if (source !== undefined) {
    try {
      for await (const piece of source as AsyncIterable<Buffer | string>) {
        if (over.aborted) return
        await write(typeof piece === 'string' ? Buffer.from(piece) : piece)
        input.onProgress()
        await Promise.race([stopped, channel.ready()])
      }
    } catch (error) {
      if (!over.aborted) throw error
    }
  }
  if (!over.aborted) channel.stdin.end()
}
