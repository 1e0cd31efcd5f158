import { createHash } from 'node:crypto'
import { digestOf } from '../modules/kernel/canonical.ts'
import type { StoredEvent } from './event-log.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** What the chain of a stream begins with. */
export const beginningOfChain = (streamId: string) => sha256(`Sendoff: ${streamId}`)

/** What a line says, as one number: SHA-256, in hex, over its canonical JSON. */
export const digestOfLine = ({ kind, key, payload, at }: Pick<StoredEvent, 'kind' | 'key' | 'payload' | 'at'>) =>
  digestOf({ kind, key, payload, at: at.toISOString() })

/** The next link: nobody changes, removes, swaps or inserts a line without changing all hashes behind it. As APPEND_LINKED has it. */
export const linkAfter = (before: string, seq: number, digest: string) => sha256(`${before}:${seq}:${digest}`)

// One statement, as APPEND has it. The link is made by the database, because only behind the lock of the stream's row it is known
// which line is the one before: computed outside, each line would cost another wait behind that lock.
export const APPEND_LINKED = `
  WITH head AS (
    INSERT INTO "Stream" (id, "lastSeq", "lastHash")
    VALUES ($1, 1, encode(sha256(convert_to($6 || ':1:' || $7, 'UTF8')), 'hex'))
    ON CONFLICT (id) DO UPDATE SET "lastSeq" = "Stream"."lastSeq" + 1, "lastHash" = encode(sha256(convert_to(
      coalesce("Stream"."lastHash", $6) || ':' || ("Stream"."lastSeq" + 1)::text || ':' || $7, 'UTF8')), 'hex')
    RETURNING "lastSeq", "lastHash", epoch
  ), added AS (
    INSERT INTO "StreamEvent" ("streamId", seq, kind, key, payload, at, hash)
    SELECT $1, head."lastSeq", $2, NULLIF($3, ''), $4::jsonb, $5::timestamp(3), head."lastHash" FROM head
  )
  SELECT "lastSeq", epoch FROM head`
