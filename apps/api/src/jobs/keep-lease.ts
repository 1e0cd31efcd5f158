import type { Claim, ReleaseQueue } from '../modules/releases/queue/release.queue.ts'
import { LEASE_SECONDS } from '../modules/releases/queue/release.queue.ts'

export interface LeaseEvents {
  /** `rollsBack`: servers that already switched are to go back to what they had. */
  cancelRequested(rollsBack: boolean): void
  /** What people said so far: the number of the last thing. */
  controlHead(head: number): void
  /** Somebody else may run the release from now on: stop touching anything. */
  lost(): void
}

export interface KeptLease {
  /** Renews now instead of with the next beat, for there may be a wish to cancel. */
  look(): void
  stop(): void
}

/**
 * Renews a claim until it is told to stop. When the database does not answer, the lease counts as lost shortly before it can
 * have ended there: better no worker than two.
 */
export function keepLease(
  claim: Claim,
  queue: Pick<ReleaseQueue, 'renew'>,
  events: LeaseEvents,
  leaseMs = LEASE_SECONDS * 1000,
): KeptLease {
  const everyMs = leaseMs / 4
  let renewedAt = performance.now()
  let ended = false

  const lose = () => {
    if (ended) return
    stop()
    events.lost()
  }

  const beat = async () => {
    // The lease is counted from before the question: the answer may have taken long.
    const askedAt = performance.now()
    try {
      const { held, cancelRequested, rollsBack, controlHead } = await queue.renew(claim)
      if (ended) return
      if (!held) return lose()
      renewedAt = askedAt
      events.controlHead(controlHead)
      if (cancelRequested) events.cancelRequested(rollsBack)
    } catch {
      // The deadline below decides.
    }
  }

  const beating = setInterval(() => void beat(), everyMs)
  const watching = setInterval(() => {
    if (performance.now() - renewedAt > leaseMs - everyMs / 2) lose()
  }, everyMs / 5)

  function stop() {
    ended = true
    clearInterval(beating)
    clearInterval(watching)
  }
  return { look: () => void beat(), stop }
}
