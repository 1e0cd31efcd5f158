import { Readable } from 'node:stream'
import { CommandTimedOut, ConnectionLost } from '../../engine/errors.ts'
import type { RemoteConnection } from '../../engine/ports.ts'

/** A script that stays running on a server and answers each line that it is sent: a question costs no new channel. */
export interface AnsweringScript {
  /**
   * The answer, without the line that ends it. One question at a time.
   * @throws ConnectionLost when the script or the connection ended; CommandTimedOut when no answer came in time. After either
   *   it answers nothing more: close the connection, which ends the script.
   */
  ask(line: string): Promise<string>
  readonly alive: boolean
}

export interface AnsweringOptions {
  /** The line with which the script ends each answer. */
  end: string
  answerMs: number
}

/** More than any honest answer; who sends more is let go. */
const MOST_BYTES = 1024 * 1024

export function startAnswering(
  connection: RemoteConnection,
  script: string,
  { end, answerMs }: AnsweringOptions,
): AnsweringScript {
  const questions = new Readable({ read() {} })
  const mark = `${end}\n`
  let pieces: Buffer[] = []
  let bytes = 0
  let waiting: { resolve(answer: string): void; reject(error: Error): void } | null = null
  let over: Error | null = null

  const settle = () => {
    const asked = waiting
    waiting = null
    pieces = []
    bytes = 0
    return asked
  }
  const finish = (error: Error) => {
    over ??= error
    questions.destroy()
    settle()?.reject(error)
  }
  const take = (piece: Buffer) => {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MOST_BYTES) return finish(new ConnectionLost('The server answered far more than was asked for.'))
    if (!endsWith(pieces, mark)) return
    const answer = Buffer.concat(pieces).toString('utf8').slice(0, -mark.length)
    settle()?.resolve(answer)
  }

  connection
    .run(script, {
      stdin: questions,
      onOutput: ({ stream, bytes: piece }) => (stream === 'STDOUT' ? take(piece) : undefined),
    })
    .then(
      () => finish(new ConnectionLost('The script ended by itself.')),
      (error: Error) => finish(error),
    )

  return {
    get alive() {
      return over === null && connection.alive
    },
    async ask(line) {
      if (over) throw over
      if (waiting) throw new Error('a question is under way')
      const late = () =>
        finish(
          new CommandTimedOut(
            'TOTAL',
            `The server did not answer for ${Math.round(answerMs / 1000)} s and was let go.`,
          ),
        )
      const timer = setTimeout(late, answerMs)
      try {
        return await new Promise<string>((resolve, reject) => {
          waiting = { resolve, reject }
          questions.push(`${line}\n`)
        })
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** Whether these pieces together end with a text, looking at no more of them than needed. */
function endsWith(pieces: readonly Buffer[], text: string): boolean {
  let tail = pieces.at(-1) ?? Buffer.alloc(0)
  for (let i = pieces.length - 2; i >= 0 && tail.length < text.length; i--) {
    tail = Buffer.concat([pieces[i] ?? Buffer.alloc(0), tail])
  }
  return tail.subarray(-text.length).toString('latin1') === text
}
