/** Wakes those who wait for something to change; what rang since they looked counts. */
export interface Bell {
  ring(): void
  /** How often it rang. */
  readonly rung: number
  /** Resolves when it has rung more often than that, or when the signal fires. Never rejects. */
  after(rung: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rung = 0
  let waiting: (() => void)[] = []
  return {
    ring() {
      rung += 1
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    get rung() {
      return rung
    },
    after(seen, signal) {
      if (rung > seen || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          signal.removeEventListener('abort', wake)
          resolve()
        }
        signal.addEventListener('abort', wake, { once: true })
        waiting.push(wake)
      })
    },
  }
}
