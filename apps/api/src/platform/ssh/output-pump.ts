import type { Readable } from 'node:stream'
import type { OutputPiece } from '../../engine/ports.ts'

/** Carries the two streams of a script to one listener, a piece at a time, and reads no further while it is busy. */
export interface OutputPump {
  /** Resolves when both streams ended and everything was delivered. */
  done: Promise<void>
  /** True while the listener works on a piece. */
  readonly busy: boolean
  /** From now on output is read and dropped. */
  discard(): void
}

export interface PumpOptions {
  stdout: Readable
  stderr: Readable
  deliver: (piece: OutputPiece) => void | Promise<void>
  /** Called once when the listener threw. */
  onFailure: (error: unknown) => void
}

export function pumpOutput({ stdout, stderr, deliver, onFailure }: PumpOptions): OutputPump {
  let dropping = false
  let working = 0
  // One queue for both: each stream is paused until its own piece is through, so at most two pieces wait.
  let turn: Promise<void> = Promise.resolve()

  function follow(source: Readable, stream: OutputPiece['stream']): Promise<void> {
    return new Promise((resolve) => {
      source.on('data', (bytes: Buffer) => {
        if (dropping) return
        source.pause()
        working += 1
        turn = turn
          .then(() => (dropping ? undefined : deliver({ stream, bytes })))
          .catch((error: unknown) => {
            if (!dropping) onFailure(error)
            dropping = true
          })
          .finally(() => {
            working -= 1
            source.resume()
          })
      })
      source.once('end', resolve)
      source.once('close', resolve)
    })
  }

  return {
    done: Promise.all([follow(stdout, 'STDOUT'), follow(stderr, 'STDERR')]).then(() => turn),
    get busy() {
      return working > 0
    },
    discard: () => {
      dropping = true
      stdout.resume()
      stderr.resume()
    },
  }
}
