import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { CommandTimedOut, StepFailed } from '../errors.ts'

const READ_BYTES = 256 * 1024

/** A file as a stream that tells how much of it went, and gives up when nothing goes for `idleMs`. */
export interface WatchedFile {
  stream: Transform
  /** Fires with a CommandTimedOut when nothing could be sent for too long. */
  stalled: AbortSignal
  /** Why the file could not be read; null as long as it could. */
  failure(): Error | null
  end(): void
}

/** @param start how many bytes of the file are left out */
export function watchFile(file: string, start: number, idleMs: number, onSent: (bytes: number) => void): WatchedFile {
  const stalled = new AbortController()
  const source = createReadStream(file, { start, highWaterMark: READ_BYTES })
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
      onSent(chunk.length)
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
