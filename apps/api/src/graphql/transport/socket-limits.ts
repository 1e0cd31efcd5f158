import type { WebSocket } from 'ws'

/** Most WebSockets at once in one process. */
export interface SocketLimits {
  perAddress: number
  perUser: number
}

/** A page sends a few messages a minute; a reload of a busy one some dozens at once. */
const MESSAGES = { perSecond: 50, burst: 500 }
/** More than the answers to all operations of a page, while the peer reads slowly. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024

/** Counts by key, up to a limit. */
export function createQuota(limit: number) {
  const taken = new Map<string, number>()
  return {
    /** Takes one until the socket closes; false when there is none left. */
    take(key: string, socket: Pick<WebSocket, 'once'>): boolean {
      const count = taken.get(key) ?? 0
      if (count >= limit) return false
      taken.set(key, count + 1)
      socket.once('close', () => {
        const left = (taken.get(key) ?? 1) - 1
        if (left === 0) taken.delete(key)
        else taken.set(key, left)
      })
      return true
    },
    isFull: (key: string): boolean => (taken.get(key) ?? 0) >= limit,
  }
}

/**
 * Calls `flooded` once when a socket sends faster than any page does; nothing more of it is read then. Pings count, for each
 * is answered; a peer that asks on while it reads nothing is cut before the answers fill the memory.
 */
export function limitMessages(
  socket: WebSocket,
  flooded: () => void,
  { perSecond, burst } = MESSAGES,
  now: () => number = () => performance.now(),
) {
  let credit = burst
  let at = now()
  const count = () => {
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate()
    const elapsed = now() - at
    at += elapsed
    credit = Math.min(burst, credit + (elapsed / 1000) * perSecond) - 1
    if (credit >= 0) return
    socket.removeAllListeners('message').off('ping', count)
    flooded()
  }
  socket.on('message', count).on('ping', count)
}
