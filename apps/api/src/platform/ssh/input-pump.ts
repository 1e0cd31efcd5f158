import type { Readable } from 'node:stream'
import type { ScriptChannel } from './script-channel.ts'

/**
 * Writes the head, then everything of `source`, then end of file. Never more than a piece waits in memory.
 * Resolves when all is written, the script takes no more (it may end before it read everything) or `over` fired.
 * @throws what the source failed with
 */
export async function pumpInput(
  channel: ScriptChannel,
  input: { head: Buffer; source?: Readable; over: AbortSignal; onProgress: () => void },
): Promise<void> {
  const { over, source } = input
  let taken = true
  // One listener for the whole stream: racing each piece against a long promise would keep them all in memory.
  let release = (): void => {}
  const stop = (): void => {
    source?.destroy()
    release()
  }
  if (over.aborted) return stop()
  over.addEventListener('abort', stop, { once: true })

  // A channel that was closed meanwhile never calls back.
  const write = (bytes: Buffer): Promise<void> =>
    new Promise((resolve) => {
      release = resolve
      channel.stdin.write(bytes, (error) => {
        if (error) taken = false
        resolve()
      })
    })
  const ready = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve
      channel.ready().then(resolve)
    })

  await write(input.head)
  try {
    for await (const piece of (source ?? []) as AsyncIterable<Buffer | string>) {
      if (over.aborted || !taken) return
      await write(typeof piece === 'string' ? Buffer.from(piece) : piece)
      input.onProgress()
      await ready()
    }
  } catch (error) {
    if (!over.aborted) throw error
  }
  if (!over.aborted && taken) channel.stdin.end()
}
