import { once } from 'node:events'
import { RedisPubSub } from 'graphql-redis-subscriptions'
import { Redis } from 'ioredis'
import type { Bus } from './bus.ts'

export interface RedisBusOptions {
  url: string
  /** Put before every channel, so that several installations can share one Redis. */
  prefix?: string
  onError?: (error: unknown) => void
}

/**
 * Hints over Redis pub/sub. Redis may die at any moment: what is published meanwhile is lost at once (and not kept for
 * later, when it would be of no use), and listeners of `onInterruption` are told when the connection stands again.
 */
export function createRedisBus({ url, prefix = 'sendoff:', onError = () => {} }: RedisBusOptions): Bus {
  const retryStrategy = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000)
  const publisher = new Redis(url, { retryStrategy, enableOfflineQueue: false, maxRetriesPerRequest: 0 })
  const subscriber = new Redis(url, { retryStrategy, maxRetriesPerRequest: null })
  publisher.on('error', onError)
  subscriber.on('error', onError)
  catchRejections(subscriber, onError)
  const pubsub = new RedisPubSub({ publisher, subscriber })

  const interruptionListeners = new Set<() => void>()
  let connections = 0
  // 'ready' fires when SUBSCRIBE was sent again but is not yet in force; the answer to a later PING says that it is.
  subscriber.on('ready', () => {
    connections += 1
    if (connections === 1) return
    subscriber.ping().then(() => {
      for (const listener of [...interruptionListeners]) attempt(listener, onError)
    }, onError)
  })

  return {
    publish(topic, payload) {
      pubsub.publish(prefix + String(topic), payload).catch(onError)
    },
    async subscribe(topic, listener) {
      const receive = (payload: never) => attempt(() => listener(payload), onError)
      const id = await pubsub.subscribe(prefix + String(topic), receive)
      let ended = false
      return () => {
        if (ended) return
        ended = true
        attempt(() => pubsub.unsubscribe(id), onError)
      }
    },
    onInterruption(listener) {
      const own = () => listener()
      interruptionListeners.add(own)
      return () => interruptionListeners.delete(own)
    },
    async ping(timeoutMs) {
      const answered = publisher.status === 'ready' ? publisher.ping() : once(publisher, 'ready')
      await Promise.race([answered, rejectAfter(timeoutMs)])
    },
    async close() {
      interruptionListeners.clear()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}

/**
 * The library ignores the promises of UNSUBSCRIBE, and rejects one that nobody listens to when SUBSCRIBE fails: each would
 * end the process when the connection closes at the wrong moment. A subscription that fails stays pending instead; the log's
 * readers look into the database on their own anyway.
 */
function catchRejections(subscriber: Redis, onError: (error: unknown) => void) {
  for (const command of ['subscribe', 'unsubscribe', 'punsubscribe'] as const) {
    const send = subscriber[command].bind(subscriber) as (...channels: unknown[]) => Promise<unknown>
    const quiet = (...args: unknown[]) => {
      const done = args.find((arg): arg is (error: null) => void => typeof arg === 'function')
      return send(...args.filter((arg) => arg !== done)).then(() => done?.(null), onError)
    }
    Object.assign(subscriber, { [command]: quiet })
  }
}

function attempt(action: () => void, onError: (error: unknown) => void) {
  try {
    action()
  } catch (error) {
    onError(error)
  }
}

const rejectAfter = (ms: number) =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms`)), ms).unref()
  })
