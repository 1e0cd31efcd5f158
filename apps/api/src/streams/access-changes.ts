import { setTimeout as pause } from 'node:timers/promises'
import { type FollowOptions, HEARTBEAT, type LogTransaction, RESET, type StoredEvent } from './event-log.ts'
import { type FollowParts, followStream } from './follow.ts'

/** Who may no longer listen as before. `userId: null` means everybody, `topic: null` whatever they listen to. */
export type AccessChange =
  /** Rights changed: live streams ask again whether they may go on. */
  | { kind: 'changed'; userId: string | null; topic: string | null }
  /** Live streams end with DISCONNECTED, and their people read the reason; they may come back. */
  | { kind: 'closed'; userId: string | null; topic: string | null; reason: string }

/** A change, or that some may have been missed. */
export type AccessNews = AccessChange | { kind: 'unsure' }

const ACCESS_STREAM = 'access'
const HEARTBEAT_MS = 25_000
const RETRY_MS = 1_000

/**
 * Lets every process hear of the change within a second, also while Redis is dead. The row of the `access` stream stays
 * locked until the commit: record late in a transaction.
 */
export async function recordAccessChange(tx: Pick<LogTransaction, 'append'>, change: AccessChange): Promise<void> {
  const { kind, ...payload } = change
  await tx.append(ACCESS_STREAM, [{ kind, payload }])
}

/** All changes from now on, through failures of the database. Begins with `unsure` once it is sure to miss nothing. */
export async function* followAccessChanges(
  parts: Pick<FollowParts, 'log' | 'hubs'>,
  signal: AbortSignal,
): AsyncGenerator<AccessNews, void, undefined> {
  let after: number | null = null
  let epoch: number | null = null
  while (!signal.aborted) {
    const options: FollowOptions = { after, epoch, signal, heartbeatMs: HEARTBEAT_MS }
    try {
      for await (const event of followStream(ACCESS_STREAM, options, { ...parts, accessWatch: nobody })) {
        if (after === null || event.kind === RESET) yield { kind: 'unsure' }
        ;({ seq: after, epoch } = event)
        if (event.kind !== HEARTBEAT && event.kind !== RESET) yield changeOf(event)
      }
    } catch {
      await pause(RETRY_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }
}

const changeOf = ({ kind, payload }: StoredEvent) => ({ kind, ...(payload as object) }) as AccessChange

/** Who follows the changes of rights needs none. */
const nobody = { watch: () => ({ check() {}, due: false, markDue() {}, end() {} }), close() {} }
