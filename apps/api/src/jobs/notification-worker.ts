import type { Sender } from '../modules/notifications/delivery.ts'
import type { DeliveryQueue, HookLease } from '../modules/notifications/delivery-queue.ts'
import type { Bus } from '../platform/bus/bus.ts'

export interface NotificationWorkerOptions {
  /** Names this process in leases; never the same twice. */
  owner: string
  queue: DeliveryQueue
  send: Sender
  bus: Bus
  /** How many receivers at once. */
  parallel?: number
  /** What no hint tells of waits at most so long, in ms. */
  pollMs?: number
  report(error: unknown, what: string): void
}

export interface NotificationWorker {
  start(): Promise<void>
  /** Takes nothing more; what is being sent has `graceMs` to end, and is sent again by another worker when it does not. */
  stop(graceMs: number): Promise<void>
}

const HOUR_MS = 3600_000

/** Delivers what waits in the outbox: several receivers at once, each one message after the other. */
export function createNotificationWorker(options: NotificationWorkerOptions): NotificationWorker {
  const { owner, queue, send, bus, parallel = 16, pollMs = 2000, report } = options
  const running = new Set<Promise<void>>()
  const end = new AbortController()
  let claims = 0
  let stopping = false
  let looking: Promise<void> | null = null
  let lookAgain = false
  let poll: NodeJS.Timeout | undefined
  let sweep: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined

  async function deliverAll(lease: HookLease): Promise<void> {
    try {
      while (!stopping) {
        const parcel = await queue.next(lease)
        if (!parcel) break
        await queue.settle(lease, parcel.deliveryId, await send(parcel, end.signal))
      }
    } finally {
      await queue.leave(lease)
    }
  }

  function run(lease: HookLease): void {
    const done = deliverAll(lease)
      .catch((error: unknown) => {
        if (!end.signal.aborted) report(error, 'Delivering notifications')
      })
      .finally(() => {
        running.delete(done)
        look()
      })
    running.add(done)
  }

  async function takeAll(): Promise<void> {
    do {
      lookAgain = false
      while (!stopping && running.size < parallel) {
        // A name of its own for each lease: the one before may still be on its way out.
        const lease = await queue.claim(`${owner}:${++claims}`)
        if (!lease) break
        run(lease)
      }
    } while (lookAgain && !stopping)
  }

  function look(): void {
    lookAgain = true
    if (stopping || looking) return
    looking = takeAll()
      .catch((error: unknown) => report(error, 'Looking for notifications'))
      .finally(() => {
        looking = null
        // A hint may have come when the last look was already over.
        if (lookAgain) look()
      })
  }

  const forget = () => void queue.forgetOld().catch((error: unknown) => report(error, 'Forgetting old deliveries'))

  return {
    async start() {
      // Nearly all that is told of is also written down there.
      unsubscribe = await bus.subscribe('stream:activity', look)
      poll = setInterval(look, pollMs)
      sweep = setInterval(forget, HOUR_MS)
      forget()
      look()
    },

    async stop(graceMs) {
      stopping = true
      clearInterval(poll)
      clearInterval(sweep)
      unsubscribe?.()
      await looking
      const grace = setTimeout(() => end.abort(), graceMs)
      await Promise.allSettled(running)
      clearTimeout(grace)
    },
  }
}
