import type { Claim, ReleaseQueue } from '../modules/releases/queue/release.queue.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { createLooking, endAll } from './looking.ts'
import type { RunningRelease } from './run-release.ts'

export interface WorkerOptions {
  /** Names this process in leases; never the same twice. */
  owner: string
  /** Where it keeps builds: releases of those come here first. */
  storeId?: string
  queue: ReleaseQueue
  bus: Bus
  /** `park` is told when the release begins to wait for others, needing nothing of this worker, and when it goes on. */
  begin(claim: Claim, park: (waits: boolean) => void): RunningRelease
  /** Carries out what follows from how cars of trains ended. */
  tendTrains?(): Promise<unknown>
  /** Carries out what follows from how tickets about releases stand. */
  tendTickets?(): Promise<unknown>
  /** How many releases at once, not counting those that wait for a build slot. */
  parallel: number
  /** A lost hint costs at most this, in ms. */
  pollMs?: number
  report(error: unknown, what: string): void
}

export interface ReleaseWorker {
  start(): Promise<void>
  /** Takes nothing more, waits for what runs, and after `graceMs` hands the rest over. */
  stop(graceMs: number): Promise<void>
}

/** So many may wait for a build slot here: each one has a lease that is kept, and a server's lock. */
const MOST_PARKED = 100

/** Takes releases from the queue and runs them, several at once. */
export function createReleaseWorker({
  owner,
  storeId,
  queue,
  bus,
  begin,
  tendTrains,
  tendTickets,
  parallel,
  pollMs = 2000,
  report,
}: WorkerOptions): ReleaseWorker {
  const running = new Map<string, RunningRelease>()
  const parked = new Set<Claim>()
  let unsubscribe: (() => void) | undefined
  const looking = createLooking({ work: takeAll, what: 'Looking for releases', report, everyMs: pollMs })

  function run(claim: Claim): void {
    const release = begin(claim, (waits) => {
      if (waits) parked.add(claim)
      else parked.delete(claim)
      // It gave up its place, or others may be parked again.
      looking.look()
    })
    running.set(claim.releaseId, release)
    void release.done
      .catch((error: unknown) => report(error, `Release ${claim.releaseId} (attempt ${claim.attempt}) broke off`))
      .then(() => {
        // The same release may have been taken again by then, after its lease was lost here.
        if (running.get(claim.releaseId) === release) running.delete(claim.releaseId)
        looking.look()
      })
  }

  const mayTake = () => running.size - parked.size < parallel && parked.size < MOST_PARKED

  async function takeAll(): Promise<void> {
    await queue.releaseDue()
    await queue.tendApprovals()
    await tendTickets?.()
    await tendTrains?.()
    while (!looking.isStopping() && mayTake()) {
      const claim = await queue.claim(owner, storeId)
      if (!claim) break
      run(claim)
    }
    if (!looking.isStopping()) await queue.tellHolds()
  }

  return {
    async start() {
      unsubscribe = await bus.subscribe('releases', ({ releaseId, reason }) => {
        if (reason === 'cancel' || reason === 'control') running.get(releaseId)?.look()
        else looking.look()
      })
      looking.start()
    },

    async stop(graceMs) {
      // A cancel must still arrive while what runs is waited for.
      await looking.stop()
      // What only waits has nothing to end.
      for (const release of running.values()) if (parked.has(release.claim)) release.handOver()
      await endAll(running, graceMs, (release) => release.handOver())
      unsubscribe?.()
    },
  }
}
