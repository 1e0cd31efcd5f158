import type { SFTPWrapper } from 'ssh2'
import { ConnectionLost } from '../../engine/errors.ts'
import {
  FileDenied,
  FileMissing,
  FileRefused,
  FilesUnsupported,
  type RemoteFileError,
} from '../../engine/remote-files.ts'
import { onAbort } from './abort.ts'
import { foreignText } from './foreign-text.ts'
import type { SshPath } from './ssh-path.ts'

/** Status codes of version 3, which is what OpenSSH speaks (draft-ietf-secsh-filexfer-02, 7). */
export const END_OF_FILE = 1
const [NO_SUCH_FILE, PERMISSION_DENIED, BAD_MESSAGE, UNSUPPORTED] = [2, 3, 5, 8]

/** A disk that spins up takes its time; a server that says nothing for so long is gone. */
const ANSWER_MS = 20_000

type Answered<T> = (error?: (Error & { code?: number }) | null, value?: T) => void

/** Makes one request and waits for its answer. `END`: what was read ended there. */
export type SftpCall = <T>(what: string, ask: (answered: Answered<T>) => void) => Promise<T>

/** What a status means, once and for all. Null: nobody could tell, as the connection broke. */
function translate(what: string, code: number | undefined, told: string): RemoteFileError | ConnectionLost {
  const said = foreignText(told)
  if (code === undefined) return new ConnectionLost(`The connection to the server was lost (${said}). Try again.`)
  if (code === NO_SUCH_FILE) return new FileMissing(`${what}: there is no such file or folder.`)
  if (code === PERMISSION_DENIED) {
    return new FileDenied(`${what}: the server refuses it to the user that Sendoff signs in as (permission denied).`)
  }
  if (code === UNSUPPORTED) return new FilesUnsupported(`${what}: the server’s SFTP cannot do this (${said}).`)
  if (code === BAD_MESSAGE) return new FileRefused(`${what}: the name is too long, or the server does not take it.`)
  return new FileRefused(
    `${what}: the server could not do it (${said}). Check that there is space, that the disk may be written, and that nothing is in the way.`,
  )
}

export function sftpCalls(path: SshPath, sftp: SFTPWrapper): { call: SftpCall; lost: AbortSignal } {
  const waiting = new Set<(error: Error) => void>()
  const gone = new AbortController()
  const lose = (why: string) => {
    if (!gone.signal.aborted) gone.abort(new Error(why))
    for (const fail of [...waiting]) fail(translate('', undefined, why))
    path.end()
  }
  onAbort(path.lost, () => lose(path.lost.reason instanceof Error ? path.lost.reason.message : 'it was closed'))
  sftp.on('error', (error: Error) => lose(error.message))
  sftp.on('close', () => lose('the server closed the channel'))

  const call: SftpCall = <T>(what: string, ask: (answered: Answered<T>) => void) =>
    new Promise<T>((resolve, reject) => {
      if (gone.signal.aborted) return reject(translate(what, undefined, 'it was closed'))
      const settle = () => {
        clearTimeout(timer)
        waiting.delete(fail)
      }
      const fail = (error: Error) => {
        settle()
        reject(error)
      }
      waiting.add(fail)
      const timer = setTimeout(() => {
        lose(`the server did not answer within ${ANSWER_MS / 1000} s`)
        // Half-open: everything else on this connection would wait as well.
        path.client.destroy()
      }, ANSWER_MS)
      try {
        ask((error, value) => {
          if (error) return fail(translate(what, error.code, error.message))
          settle()
          resolve(value as T)
        })
      } catch (error) {
        fail(new FilesUnsupported(`${what}: ${foreignText(error instanceof Error ? error.message : String(error))}.`))
      }
    })
  return { call, lost: gone.signal }
}
