/** Waits for news, an abort or a time; news that came before the wait count. */
export function createWaker(signal: AbortSignal) {
  let pending = false
  let resume: (() => void) | null = null
  const now = () => {
    pending = true
    resume?.()
  }
  signal.addEventListener('abort', now)
  return {
    now,
    async wait(ms: number | null) {
      if (!pending && !signal.aborted) {
        const timer = ms === null ? null : setTimeout(now, Math.max(ms, 1))
        await new Promise<void>((resolve) => {
          resume = resolve
        })
        resume = null
        if (timer) clearTimeout(timer)
      }
      pending = false
    },
    end: () => signal.removeEventListener('abort', now),
  }
}
