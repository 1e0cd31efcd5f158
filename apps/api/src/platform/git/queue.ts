import { aborted } from '../process/run.ts'

/** One queue per key, inside this process: work of the same key runs one after the other, in the order of asking. */
export function createQueues() {
  const tails = new Map<string, Promise<unknown>>()
  return async <T>(key: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key)
    const mine = (async () => {
      await before?.catch(() => {})
      if (signal?.aborted) throw aborted(signal)
      return work()
    })()
    tails.set(key, mine)
    const forget = () => {
      if (tails.get(key) === mine) tails.delete(key)
    }
    mine.then(forget, forget)
    return mine
  }
}

export type Queue = ReturnType<typeof createQueues>
