export interface TimeWatch {
  /** Something moved. */
  touch(): void
  /** Milliseconds since something moved last. */
  silentMs(): number
  stop(): void
}

/** Watches both limits of a command. The idle time does not run while `busy`: then it is us who are slow. */
export function watchTime(
  limits: { idleTimeoutMs?: number; totalTimeoutMs?: number },
  hooks: { busy: () => boolean; onLimit: (limit: 'IDLE' | 'TOTAL') => void },
): TimeWatch {
  const { idleTimeoutMs, totalTimeoutMs } = limits
  let last = performance.now()
  let idle: NodeJS.Timeout | undefined
  const silentMs = (): number => performance.now() - last
  const arm = (ms: number): void => {
    idle = setTimeout(() => {
      if (idleTimeoutMs === undefined) return
      if (hooks.busy()) return arm(idleTimeoutMs)
      const rest = idleTimeoutMs - silentMs()
      // One timer for the whole command, set again for the rest, instead of one per piece of output.
      if (rest > 1) return arm(rest)
      hooks.onLimit('IDLE')
    }, ms)
  }
  if (idleTimeoutMs !== undefined) arm(idleTimeoutMs)
  const total = totalTimeoutMs === undefined ? undefined : setTimeout(() => hooks.onLimit('TOTAL'), totalTimeoutMs)
  return {
    touch: () => {
      last = performance.now()
    },
    silentMs,
    stop: () => {
      clearTimeout(idle)
      clearTimeout(total)
    },
  }
}
