import { setTimeout as pause } from 'node:timers/promises'
import type { AccessWatch } from './access-watch.ts'
import type { StreamAccess } from './event-log.ts'
import { createWaker } from './waker.ts'

/**
 * The newest value of something that changes faster than it is read (presence, percent, metrics): whoever reads slowly skips
 * what lies between and never queues.
 */
export interface Latest<T> {
  set(value: T): void
  readonly value: T | undefined
  /** How often it was set; 0 before there is a value. */
  readonly version: number
  /** Calls `wake` (which must not throw) after each change. The returned function ends it. */
  onChange(wake: () => void): () => void
  /** Yields the present value at once, then the newest one after each change, at most every `everyMs`. */
  follow(options: { signal: AbortSignal; everyMs?: number }): AsyncIterableIterator<T>
}

export interface FollowLatestOptions {
  signal: AbortSignal
  /** The shortest time between two values for one reader. */
  everyMs?: number
  /** Who listens, and whether they still may: asked again within a second after the user's rights changed. */
  access?: StreamAccess
  /** Callers with equal scopes may see the same values in the same shape. */
  scope?: string
  /** Called once when the reader is gone, however it went: also before anybody has pulled a value. */
  onEnd?: () => void
}

export function createLatest<T>(initial?: T): Latest<T> {
  let current = initial
  let version = initial === undefined ? 0 : 1
  const wakers = new Set<() => void>()

  const latest: Latest<T> = {
    get value() {
      return current
    },
    get version() {
      return version
    },
    set(value) {
      current = value
      version += 1
      for (const wake of [...wakers]) wake()
    },
    onChange(wake) {
      const own = () => wake()
      wakers.add(own)
      return () => wakers.delete(own)
    },
    follow: (options) => followLatest(latest, options, everybody),
  }
  return latest
}

/** The values as one reader takes them in; `return` ends it also while it waits. */
export function followLatest<T>(
  source: Latest<T>,
  { signal, everyMs = 0, access, onEnd }: FollowLatestOptions,
  accessWatch: Pick<AccessWatch, 'watch'>,
): AsyncIterableIterator<T> {
  const ended = new AbortController()
  const values = read(source, { signal: AbortSignal.any([signal, ended.signal]), everyMs, access }, accessWatch)
  let over = false
  const finish = () => {
    if (!over) onEnd?.()
    over = true
  }
  const stop = async () => {
    ended.abort()
    finish()
    return values.return()
  }
  const iterator: AsyncIterableIterator<T> = {
    async next() {
      try {
        const result = await values.next()
        if (result.done) finish()
        return result
      } catch (error) {
        finish()
        throw error
      }
    },
    return: stop,
    throw: stop,
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}

async function* read<T>(
  source: Latest<T>,
  { signal, everyMs, access }: { signal: AbortSignal; everyMs: number; access: StreamAccess | undefined },
  accessWatch: Pick<AccessWatch, 'watch'>,
): AsyncGenerator<T, void, undefined> {
  const wake = createWaker(signal)
  const watched = accessWatch.watch(access, wake.now)
  const endChanges = source.onChange(wake.now)
  let seen = 0
  try {
    while (!signal.aborted) {
      await watched.check()
      if (signal.aborted) return
      if (source.version > seen) {
        seen = source.version
        yield source.value as T
        if (everyMs > 0) await pause(everyMs, undefined, { signal }).catch(() => {})
      } else await wake.wait(null)
    }
  } finally {
    endChanges()
    watched.end()
    wake.end()
  }
}

const everybody: Pick<AccessWatch, 'watch'> = {
  watch: () => ({ check() {}, due: false, markDue() {}, end() {} }),
}
