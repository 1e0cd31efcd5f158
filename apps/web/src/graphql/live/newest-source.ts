import type { Event, Operation, StreamSource } from './carrier.ts'

interface NewestParts<T extends object> {
  /** What is new, live. */
  subscription: Operation & { pick(data: unknown): T }
  /** What is so now, for transports that ask; null: there is nothing. */
  query: Operation & { pick(data: unknown): T | null }
}

let heard = 0

/** Something of which each value replaces the one before, for every transport. It has no place in a log: numbers only count what was heard. */
export function newestSource<T extends object>({ subscription, query }: NewestParts<T>): StreamSource<T & Event> {
  const event = (value: T): T & Event => {
    heard += 1
    return { ...value, seq: heard }
  }
  return {
    whole: false,
    quiet: true,
    signalOf: () => 'jump',
    subscription: {
      operation: () => ({ query: subscription.query, variables: subscription.variables }),
      pick: (data) => event(subscription.pick(data)),
    },
    page: {
      rather: true,
      operation: () => ({ query: query.query, variables: query.variables }),
      pick(data) {
        const value = query.pick(data)
        const events = value ? [event(value)] : []
        return { events, headSeq: heard }
      },
    },
  }
}
