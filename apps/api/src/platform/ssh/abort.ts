import { setMaxListeners } from 'node:events'

/** The error that a cancelled operation rejects with; its name is always `AbortError`. */
export function abortErrorOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  if (reason instanceof Error && reason.name === 'AbortError') return reason
  return new DOMException('The operation was cancelled.', 'AbortError')
}

/** Calls `listener` once the signal fired, in a later microtask when it already has; returns how to stop listening. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {}
  // A release's one signal is heard by every server of it: more than ten listeners are no leak.
  setMaxListeners(0, signal)
  if (signal.aborted) queueMicrotask(listener)
  else signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

/** Resolves with `promise`, or with `fallback` after so many milliseconds. Never rejects later on its own. */
export async function within<T, F>(promise: Promise<T>, ms: number, fallback: F): Promise<T | F> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<F>((resolve) => {
    timer = setTimeout(() => resolve(fallback), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
