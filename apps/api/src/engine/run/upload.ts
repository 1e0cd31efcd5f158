import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { EXIT } from '../commands/script.ts'
import { upload } from '../commands/upload.ts'
import { CommandTimedOut, ConnectionLost, StepFailed } from '../errors.ts'
import type { Artifact } from '../ports.ts'
import { despiteLosses } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'
import { holder, runScript } from './server-script.ts'

const READ_BYTES = 256 * 1024

/** Streams the artifact to a server and has it verified and unpacked there; sent again when it was cut or came damaged. */
export async function sendBuild(run: Run, server: ServerRun, key: string): Promise<void> {
  const { artifact } = run
  if (artifact === null) throw new StepFailed('There is no build to send.')
  const arrived = (state: { build: string | null }) => state.build === artifact.sha256
  await despiteLosses(
    run,
    server,
    key,
    async (attempt) => {
      try {
        await send(run, server, key, artifact, attempt)
      } catch (error) {
        if (!(error instanceof StepFailed) || error.exitCode !== EXIT.damaged || attempt > 1) throw error
        await run.ports.journal.output(key, 'SYSTEM', 'It is sent once more.\n')
        await send(run, server, key, artifact, attempt + 1)
      }
    },
    arrived,
  )
}

async function send(run: Run, server: ServerRun, key: string, artifact: Artifact, attempt: number): Promise<void> {
  const { snapshot, fence } = run
  const { sha256, sizeBytes } = artifact
  const { commit, sharedPaths } = snapshot
  const text = upload({ ...holder(run), commit, sha256, sharedPaths, attempt: `${fence}-${attempt}` })
  const sending = watch(artifact.file, sizeBytes, snapshot.idleTimeoutSeconds * 1000, (percent) =>
    run.book.progress(key, percent),
  )
  try {
    const signal = AbortSignal.any([server.work, sending.stalled])
    const totalTimeoutMs = snapshot.totalTimeoutSeconds * 1000
    await runScript(run, server, text, { stepKey: key, signal, stdin: sending.stream, totalTimeoutMs })
  } catch (error) {
    if (sending.stalled.aborted && !server.work.aborted) throw sending.stalled.reason
    if (sending.failure() !== null && !(error instanceof ConnectionLost)) throw sending.failure()
    throw error
  } finally {
    sending.end()
  }
}

/** The file as a stream that tells how much of it went, and gives up when nothing goes for `idleMs`. */
function watch(file: string, sizeBytes: number, idleMs: number, onPercent: (percent: number) => void) {
  const stalled = new AbortController()
  const source = createReadStream(file, { highWaterMark: READ_BYTES })
  let failure: Error | null = null
  let sent = 0
  let timer: NodeJS.Timeout | undefined
  const startTimer = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stalled.abort(new CommandTimedOut('IDLE', `Nothing could be sent for ${idleMs / 1000} s, after ${sent} bytes.`))
    }, idleMs)
  }
  const stream = new Transform({
    writableHighWaterMark: READ_BYTES,
    readableHighWaterMark: READ_BYTES,
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length
      startTimer()
      onPercent(Math.floor((sent / Math.max(1, sizeBytes)) * 100))
      done(null, chunk)
    },
    flush(done) {
      clearTimeout(timer)
      done()
    },
  })
  source.on('error', (error) => {
    failure = new StepFailed(`The build could not be read: ${error.message}`)
    stream.destroy(failure)
  })
  stream.on('error', () => undefined)
  source.pipe(stream)
  startTimer()
  return {
    stream,
    stalled: stalled.signal,
    failure: () => failure,
    end() {
      clearTimeout(timer)
      source.destroy()
      stream.destroy()
    },
  }
}
