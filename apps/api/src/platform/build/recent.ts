/** Keeps the results of the last few different questions; a question that failed is asked again. */
export function keepRecent<T>(most: number) {
  const kept = new Map<string, Promise<T>>()
  return {
    get(key: string, make: () => Promise<T>): Promise<T> {
      const result = kept.get(key) ?? make()
      kept.delete(key)
      kept.set(key, result)
      for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest)
      result.catch(() => kept.delete(key))
      return result
    },
    forget: (key: string) => kept.delete(key),
  }
}
