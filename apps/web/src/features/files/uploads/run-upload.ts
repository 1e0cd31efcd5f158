import { crc32 } from './crc32.ts'
import type { Answer, UploadWay } from './upload-way.ts'

/** So much of what is there is compared before it is gone on with: docs/files.md. */
const CHECKED_BYTES = 64 * 1024
/** So often it is tried without getting further, for about three minutes. */
const MOST_TRIES = 10
/** What is there was not what was sent, so often: somebody else writes to it, or the file changes. */
const MOST_BEGINNINGS = 5

export type UploadEnd =
  | { kind: 'WHOLE' }
  | { kind: 'EXISTS' }
  | { kind: 'STOPPED' }
  | { kind: 'FAILED'; message: string }

export interface UploadTold {
  sent(bytes: number): void
  /** The line is gone; it is tried again by itself. Null: it is back. */
  away(message: string | null): void
  /** So many bytes go in the next piece. */
  piece(): number
  /** Waits before the next try; ends at once when `signal` fires. */
  pause(tries: number, signal: AbortSignal): Promise<void>
  unreadable: string
}

export interface UploadWishes {
  overwrite: boolean
  confirmProduction: boolean
}

async function checkBefore(file: Blob, offset: number): Promise<string | null> {
  if (offset === 0) return null
  return crc32(new Uint8Array(await file.slice(Math.max(0, offset - CHECKED_BYTES), offset).arrayBuffer()))
}

/**
 * Sends a file in pieces, from where the server says that it goes on, until it is whole. What the line breaks is tried again;
 * what the server does not want, is not.
 */
export async function runUpload(
  file: Blob,
  way: UploadWay,
  wishes: UploadWishes,
  told: UploadTold,
  signal: AbortSignal,
): Promise<UploadEnd> {
  /** Null: the server has to be asked. */
  let offset: number | null = null
  let furthest = 0
  /** Since it got further. */
  let tries = 0
  let begunAnew = 0
  // The first piece is empty: whatever is wrong is told before much is sent.
  let heard = false

  async function send(from: number): Promise<Answer> {
    const bytes = file.slice(from, heard ? from + told.piece() : from)
    const check = await checkBefore(file, from)
    return way.put({ ...wishes, offset: from, bytes, check }, (some) => told.sent(from + some), signal)
  }

  for (;;) {
    const from: number | null = offset
    let answer: Answer
    try {
      answer = from === null ? await way.find(signal) : await send(from)
    } catch {
      return { kind: 'FAILED', message: told.unreadable }
    }
    if (signal.aborted) return { kind: 'STOPPED' }
    switch (answer.kind) {
      case 'WHOLE':
      case 'EXISTS':
        return answer
      case 'REFUSED':
        return { kind: 'FAILED', message: answer.message }
      case 'TAKEN':
        if (answer.offset > furthest) tries = 0
        else if (heard) tries += 1
        furthest = Math.max(furthest, answer.offset)
        heard = from !== null
        offset = answer.offset
        told.away(null)
        told.sent(offset)
        break
      case 'GO_ON_AT':
        begunAnew += 1
        offset = furthest = answer.offset
        if (begunAnew > MOST_BEGINNINGS) return { kind: 'FAILED', message: told.unreadable }
        break
      case 'AWAY':
        tries += 1
        told.away(answer.message)
        if (tries > MOST_TRIES) return { kind: 'FAILED', message: answer.message }
        offset = null
        heard = false
        await told.pause(tries, signal)
        if (signal.aborted) return { kind: 'STOPPED' }
    }
  }
}
