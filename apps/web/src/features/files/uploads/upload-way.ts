import { text } from '../../../shared/i18n/i18n.ts'
import { filesAddress } from '../paths.ts'

/** What tells an upload from every other one. */
export interface UploadPlace {
  serverId: string
  path: string
  id: string
  size: number
}

/** What the server makes of a piece. `AWAY`: it may go better in a moment; `REFUSED`: it will not by itself. */
export type Answer =
  | { kind: 'TAKEN'; offset: number }
  | { kind: 'WHOLE' }
  | { kind: 'GO_ON_AT'; offset: number }
  | { kind: 'EXISTS' }
  | { kind: 'AWAY' | 'REFUSED'; message: string }

export interface Piece {
  offset: number
  bytes: Blob
  /** CRC-32 of what stands before it; null at the beginning. */
  check: string | null
  overwrite: boolean
  confirmProduction: boolean
}

export interface UploadWay {
  /** Where to go on. */
  find(signal: AbortSignal): Promise<Answer>
  /** @param progress bytes of this piece so far */
  put(piece: Piece, progress: (bytes: number) => void, signal: AbortSignal): Promise<Answer>
  drop(): Promise<void>
}

interface Told {
  message?: string
  code?: string
  offset?: number
  whole?: boolean
  conflictsWith?: { offset?: number; exists?: boolean }
}

const away = (): Answer => ({ kind: 'AWAY', message: text('files.away') })

/** Everything that can be answered, as docs/files.md has it. */
export function answerOf(status: number, told: Told): Answer {
  if (status === 201 || told.whole) return { kind: 'WHOLE' }
  if (status === 200) return { kind: 'TAKEN', offset: told.offset ?? 0 }
  const { offset, exists } = told.conflictsWith ?? {}
  if (status === 409 && offset !== undefined) return { kind: 'GO_ON_AT', offset }
  if (status === 409 && exists) return { kind: 'EXISTS' }
  const message = told.message ?? text('common.internal')
  if (status === 401) return { kind: 'REFUSED', message: text('files.signedOut') }
  const unreachable = status >= 500 && !told.code?.startsWith('HOST_KEY')
  return { kind: unreachable || status === 408 ? 'AWAY' : 'REFUSED', message }
}

function parse(body: string): Told {
  try {
    return JSON.parse(body) as Told
  } catch {
    return {}
  }
}

/** The way over HTTP. `fetch` cannot tell how far a piece is. */
export function httpWay({ serverId, ...place }: UploadPlace): UploadWay {
  const ask = async (method: string, signal?: AbortSignal) => {
    try {
      const answer = await fetch(filesAddress(serverId, { ...place }), { method, ...(signal && { signal }) })
      return answerOf(answer.status, parse(await answer.text()))
    } catch {
      return away()
    }
  }
  return {
    find: (signal) => ask('GET', signal),
    drop: async () => void (await ask('DELETE')),
    put: ({ bytes, offset, check, ...rest }, progress, signal) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest()
        request.open('PUT', filesAddress(serverId, { ...place, ...rest, offset, ...(check && { check }) }))
        request.setRequestHeader('content-type', 'application/octet-stream')
        request.upload.onprogress = ({ loaded }) => progress(loaded)
        request.onload = () => resolve(answerOf(request.status, parse(request.responseText)))
        request.onerror = () => resolve(away())
        request.onabort = () => resolve(away())
        const stop = () => request.abort()
        signal.addEventListener('abort', stop, { once: true })
        request.onloadend = () => signal.removeEventListener('abort', stop)
        request.send(bytes)
      }),
  }
}
