import type { Outgoing } from './outbox.ts'

/** What of `localStorage` is needed; each message has a key of its own, so that two tabs never overwrite each other. */
export type Shelf = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

export interface OutboxStorage {
  /** What was written and not sent when the page was closed, in the order of writing. */
  read(): Outgoing[]
  keep(outgoing: Outgoing): void
  drop(clientId: string): void
  /** The message that a key of the shelf belongs to, if it is one of this room. */
  clientIdOf(key: string): string | null
}

const isOutgoing = (value: unknown): value is Outgoing =>
  typeof value === 'object' && value !== null && 'clientId' in value && 'text' in value && 'state' in value

export function createOutboxStorage(shelf: Shelf, viewerId: string, roomId: string): OutboxStorage {
  const prefix = `sendoff.outbox.${viewerId}.${roomId}.`

  function parse(key: string): Outgoing | null {
    try {
      const value: unknown = JSON.parse(shelf.getItem(key) ?? 'null')
      return isOutgoing(value) ? value : null
    } catch {
      return null
    }
  }

  return {
    read() {
      const keys = Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? '')
      return keys
        .filter((key) => key.startsWith(prefix))
        .sort()
        .flatMap((key) => parse(key) ?? [])
    },
    keep(outgoing) {
      try {
        shelf.setItem(prefix + outgoing.clientId, JSON.stringify(outgoing))
      } catch {
        // A full or forbidden storage costs the survival of a reload, not the message.
      }
    },
    drop: (clientId) => shelf.removeItem(prefix + clientId),
    clientIdOf: (key) => (key.startsWith(prefix) ? key.slice(prefix.length) : null),
  }
}
