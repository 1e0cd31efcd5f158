import type { TerminalLimits } from './terminals.ports.ts'

/** Watches how long nobody types, how long it lasts, and how long it is alone. */
export interface TerminalClocks {
  /** Somebody typed. */
  touch(): void
  /** Whether a page is there. */
  attended(is: boolean): void
  stop(): void
}

export function createTerminalClocks(
  limits: TerminalLimits,
  hooks: { warn(seconds: number): void; calm(): void; end(why: 'IDLE' | 'TOO_LONG' | 'ABANDONED'): void },
): TerminalClocks {
  const { idleMs, longestMs, graceMs } = limits
  const warnMs = Math.min(limits.warnMs, idleMs / 2)
  let touchedAt = performance.now()
  let warned = false
  let alone: NodeJS.Timeout | undefined
  let idle: NodeJS.Timeout
  // One timer that is set again for the rest, instead of one for each key.
  const look = () => {
    const rest = idleMs - (performance.now() - touchedAt)
    if (rest <= 0) return hooks.end('IDLE')
    if (rest <= warnMs && !warned) {
      warned = true
      hooks.warn(Math.ceil(rest / 1000))
    }
    idle = setTimeout(look, warned ? rest : Math.max(1, rest - warnMs)).unref()
  }
  idle = setTimeout(look, idleMs - warnMs).unref()
  const longest = setTimeout(() => hooks.end('TOO_LONG'), longestMs).unref()
  return {
    touch() {
      touchedAt = performance.now()
      if (!warned) return
      warned = false
      hooks.calm()
    },
    attended(is) {
      clearTimeout(alone)
      if (!is) alone = setTimeout(() => hooks.end('ABANDONED'), graceMs).unref()
    },
    stop() {
      clearTimeout(idle)
      clearTimeout(longest)
      clearTimeout(alone)
    },
  }
}
