import { Transform } from 'node:stream'

/** Far more than any login message; a server that sends more without starting the script is not what we think. */
const noiseLimit = 64 * 1024

/**
 * Takes the first line that the launcher prints (`<name> <pid>`) out of standard output, with everything before it:
 * start-up files of the login shell like to print. Without such a line, what came is passed on at the end, because
 * then it says why nothing was started.
 */
export function readPreamble(name: string, onStarted: (pid: number) => void): Transform {
  const line = new RegExp(`(?:^|\\n)[^\\n]*?${name} (\\d+)\\n`)
  let held: Buffer | null = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (held === null) return done(null, chunk)
      held = Buffer.concat([held, chunk])
      const match = line.exec(held.toString('latin1'))
      if (match === null) {
        if (held.length <= noiseLimit) return done()
        const noise = held
        held = null
        return done(null, noise)
      }
      const rest = held.subarray(match.index + match[0].length)
      held = null
      onStarted(Number(match[1]))
      done(null, rest.length > 0 ? rest : undefined)
    },
    flush(done) {
      done(null, held !== null && held.length > 0 ? held : undefined)
    },
  })
}
