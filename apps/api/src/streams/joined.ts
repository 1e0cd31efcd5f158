/**
 * An iterator that yields nothing: what it stands for is delivered by `serve` until the signal fires or it is returned. It
 * ends with the delivery, or throws what ended it.
 */
export function joined(
  outer: AbortSignal,
  serve: (signal: AbortSignal) => Promise<void>,
): AsyncIterableIterator<never> {
  const ended = new AbortController()
  const signal = AbortSignal.any([outer, ended.signal])
  let serving: Promise<void> | null = null
  const stop = async () => {
    ended.abort()
    await serving?.catch(() => {})
    return { done: true, value: undefined } as const
  }
  const iterator: AsyncIterableIterator<never> = {
    async next() {
      serving ??= serve(signal)
      await serving
      return { done: true, value: undefined }
    },
    return: stop,
    throw: stop,
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
