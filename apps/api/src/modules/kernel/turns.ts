/**
 * Lets `most` pieces of work with the same key run at once; the others wait in the order of asking. For what is asked for by a
 * crowd and would hold something dear while it waits, such as a database connection in front of one row's lock.
 */
export function createTurns(most: number) {
  const lines = new Map<string, { running: number; waiting: (() => void)[] }>()
  return async <T>(work: () => Promise<T>, key = ''): Promise<T> => {
    const line = lines.get(key) ?? { running: 0, waiting: [] }
    lines.set(key, line)
    if (line.running < most) line.running++
    else await new Promise<void>((resolve) => line.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = line.waiting.shift()
      if (next) next()
      else if (--line.running === 0) lines.delete(key)
    }
  }
}
