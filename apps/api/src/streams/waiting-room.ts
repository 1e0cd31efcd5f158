import { CallerError } from '../modules/kernel/errors.ts'

/** Who waits for an answer, so that nobody can hold all the connections of a server. */
export interface WaitingRoom {
  /** Counts until the returned function is called. @throws RATE_LIMITED when the user waits too often at once. */
  enter(userId: string | undefined): () => void
}

export function createWaitingRoom(perUser: number): WaitingRoom {
  const waiting = new Map<string, number>()
  return {
    enter(userId) {
      if (userId === undefined) return () => {}
      const count = waiting.get(userId) ?? 0
      if (count >= perUser) {
        throw new CallerError(
          'RATE_LIMITED',
          `${perUser} requests of yours wait for news already. Let one of them end first, or follow by a subscription.`,
          { retryAfterMs: 1_000 },
        )
      }
      waiting.set(userId, count + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        const others = (waiting.get(userId) ?? 1) - 1
        if (others === 0) waiting.delete(userId)
        else waiting.set(userId, others)
      }
    },
  }
}
