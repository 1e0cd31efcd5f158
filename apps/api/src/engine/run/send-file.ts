import { ConnectionLost } from '../errors.ts'
import { countSent } from './byte-counts.ts'
import type { Run, ServerRun } from './run-state.ts'
import { runScript } from './server-script.ts'
import { watchFile } from './watched-file.ts'

/** Runs a script that reads a file from its standard input, and tells how far it is. @throws as runScript, CommandTimedOut */
export async function sendFile(
  run: Run,
  server: ServerRun,
  key: string,
  text: string,
  file: { file: string; sizeBytes: number },
): Promise<void> {
  const { idleTimeoutSeconds, totalTimeoutSeconds } = run.snapshot
  const count = countSent(run, server)
  let sent = 0
  const sending = watchFile(file.file, idleTimeoutSeconds * 1000, (bytes) => {
    sent += bytes
    count(bytes)
    run.book.progress(key, Math.floor((sent / Math.max(1, file.sizeBytes)) * 100))
  })
  try {
    const signal = AbortSignal.any([server.work, sending.stalled])
    const totalTimeoutMs = totalTimeoutSeconds * 1000
    await runScript(run, server, text, { stepKey: key, signal, stdin: sending.stream, totalTimeoutMs })
  } catch (error) {
    if (sending.stalled.aborted && !server.work.aborted) throw sending.stalled.reason
    const failure = sending.failure()
    if (failure !== null && !(error instanceof ConnectionLost)) throw failure
    throw error
  } finally {
    sending.end()
  }
}
