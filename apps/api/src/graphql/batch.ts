import type { Context } from './context.ts'

interface Batch<K, V> {
  answers: Map<K, Promise<V | undefined>>
  waiting: K[]
  asked: Promise<Map<K, V>> | null
}

/**
 * Collects the keys that the fields of one operation ask for in the same turn and loads them together. Each answer is kept for
 * the operation; `forget` drops them after something was changed.
 */
export function batched<K, V>(load: (keys: K[], context: Context) => Promise<Map<K, V>>) {
  const batches = new WeakMap<Context, Batch<K, V>>()

  const batchOf = (context: Context) => {
    const known = batches.get(context)
    if (known) return known
    const batch: Batch<K, V> = { answers: new Map(), waiting: [], asked: null }
    batches.set(context, batch)
    return batch
  }

  return {
    load(context: Context, key: K): Promise<V | undefined> {
      const batch = batchOf(context)
      const known = batch.answers.get(key)
      if (known) return known
      batch.waiting.push(key)
      batch.asked ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        const keys = batch.waiting.splice(0)
        batch.asked = null
        return load(keys, context)
      })
      const answer = batch.asked.then((found) => found.get(key))
      batch.answers.set(key, answer)
      return answer
    },
    forget: (context: Context) => void batches.delete(context),
  }
}
