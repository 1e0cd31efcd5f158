/**
 * The newest value of something that changes faster than it is read (presence, percent, metrics): whoever reads slowly skips
 * what lies between and never queues.
 */
export interface Latest<T> {
  set(value: T): void
  readonly value: T | undefined
  /** Yields the present value at once, then the newest one after each change, at most every `everyMs`. */
  follow(options: { signal: AbortSignal; everyMs?: number }): AsyncIterableIterator<T>
}

export function createLatest<T>(initial?: T): Latest<T> {
  let current = initial
  let version = initial === undefined ? 0 : 1
  const wakers = new Set<() => void>()

  async function* read(signal: AbortSignal, everyMs: number): AsyncGenerator<T, void, undefined> {
    let seen = 0
    while (!signal.aborted) {
      if (version > seen) {
        seen = version
        yield current as T
        if (everyMs > 0) await wait(signal, (done) => endTimer(setTimeout(done, everyMs)))
      } else {
        await wait(signal, (done) => {
          wakers.add(done)
          return () => wakers.delete(done)
        })
      }
    }
  }

  return {
    get value() {
      return current
    },
    set(value) {
      current = value
      version += 1
      for (const wake of [...wakers]) wake()
    },
    follow({ signal, everyMs = 0 }) {
      const ended = new AbortController()
      const values = read(AbortSignal.any([signal, ended.signal]), everyMs)
      const stop = () => {
        ended.abort()
        return values.return()
      }
      const iterator: AsyncIterableIterator<T> = {
        next: () => values.next(),
        return: stop,
        throw: stop,
        [Symbol.asyncIterator]: () => iterator,
      }
      return iterator
    },
  }
}

const endTimer = (timer: NodeJS.Timeout) => () => clearTimeout(timer)

/** Resolves when `arm`'s callback or the signal fires; what was armed is always disarmed. */
async function wait(signal: AbortSignal, arm: (done: () => void) => () => void): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done)
      disarm()
      resolve()
    }
    const disarm = arm(done)
    signal.addEventListener('abort', done)
  })
}
