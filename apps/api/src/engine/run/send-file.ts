import { readReceived, received } from '../commands/received.ts'
import type { Transfer } from '../commands/upload.ts'
import { ConnectionLost } from '../errors.ts'
import { countSent } from './byte-counts.ts'
import { type Marks, noteMarks } from './marks.ts'
import type { Run, ServerRun } from './run-state.ts'
import { holder, runScript } from './server-script.ts'
import { watchFile } from './watched-file.ts'

interface SentFile {
  file: string
  sha256: string
  sizeBytes: number
}

/**
 * Runs a script that reads a file from its standard input, and tells how far it is. Where an earlier try was cut off it goes
 * on. Returns how many bytes went in this try, and when the server came how far. @throws as runScript, CommandTimedOut
 */
export async function sendFile(
  run: Run,
  server: ServerRun,
  key: string,
  file: SentFile,
  scriptFor: (transfer: Transfer) => string,
): Promise<{ bytes: number; marks: Marks }> {
  const { idleTimeoutSeconds, totalTimeoutSeconds } = run.snapshot
  const offset = await bytesThere(run, server, key, file)
  const count = countSent(run, server)
  const marks = noteMarks()
  let there = offset
  let pieces = 0
  const sending = watchFile(file.file, offset, idleTimeoutSeconds * 1000, (bytes) => {
    there += bytes
    // The first piece waits here until the server is reached; the second one moves only when that has gone.
    if (++pieces === 2) marks.note('ready')
    count(bytes)
    run.book.progress(key, Math.floor((there / Math.max(1, file.sizeBytes)) * 100))
  })
  try {
    const signal = AbortSignal.any([server.work, sending.stalled])
    const options = {
      stepKey: key,
      signal,
      stdin: sending.stream,
      totalTimeoutMs: totalTimeoutSeconds * 1000,
      onReport: marks.hear,
    }
    await runScript(run, server, scriptFor({ fileBytes: file.sizeBytes, offset }), options)
    return { bytes: file.sizeBytes - offset, marks }
  } catch (error) {
    if (sending.stalled.aborted && !server.work.aborted) throw sending.stalled.reason
    const failure = sending.failure()
    if (failure !== null && !(error instanceof ConnectionLost)) throw failure
    throw error
  } finally {
    sending.end()
  }
}

/** Only a try of this release, by this worker or by one that died, can have left something. */
async function bytesThere(run: Run, server: ServerRun, key: string, { sha256, sizeBytes }: SentFile): Promise<number> {
  if (server.sentBytes === 0 && run.attempt === 1) return 0
  const text = received({ ...holder(run), fileSha256: sha256 })
  const there = readReceived(await runScript(run, server, text, { stepKey: key, signal: server.work }))
  if (there === 0 || there > sizeBytes) return 0
  await run.ports.journal.output(key, 'SYSTEM', `${there} of ${sizeBytes} bytes had arrived; the rest follows.\n`)
  return there
}
