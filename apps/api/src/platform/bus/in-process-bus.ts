import type { Bus } from './bus.ts'

type Listener = (payload: never) => void

/** The bus of a process that runs alone. Listeners run in a microtask of their own, so none can delay or break a publisher. */
export function createInProcessBus(options: { onListenerError?: (error: unknown) => void } = {}): Bus {
  const listenersOf = new Map<PropertyKey, Set<Listener>>()

  const deliver = (listener: Listener, payload: unknown) => {
    try {
      listener(payload as never)
    } catch (error) {
      options.onListenerError?.(error)
    }
  }

  return {
    publish(topic, payload) {
      queueMicrotask(() => {
        for (const listener of [...(listenersOf.get(topic) ?? [])]) deliver(listener, payload)
      })
    },
    async subscribe(topic, listener) {
      // A wrapper per subscription: the same function may listen twice.
      const own: Listener = (payload) => listener(payload)
      const listeners = listenersOf.get(topic) ?? new Set()
      listenersOf.set(topic, listeners.add(own))
      return () => {
        listeners.delete(own)
        if (listeners.size === 0 && listenersOf.get(topic) === listeners) listenersOf.delete(topic)
      }
    },
    onInterruption: () => () => {},
    async ping() {},
    async close() {
      listenersOf.clear()
    },
  }
}
