import { setTimeout as pause } from 'node:timers/promises'
import { firstDueMs, nextDue, retryMs } from '../sampling/pace.ts'
import type { ProbeAsker } from './probe-asker.ts'
import type { HeldProbe } from './probe-leases.ts'
import type { ProbeOutcome } from './probe-storing.ts'

export interface ProbeSampler {
  /** When it resolves, nothing more is asked. */
  stop(): Promise<void>
}

/** A connection that is idle for longer is not kept. */
const KEPT_SECONDS = 60

/** Asks one probe for as long as it runs, one question at a time. */
export function createProbeSampler({
  probe,
  asker,
  tell,
}: {
  probe: HeldProbe
  asker: ProbeAsker
  tell(outcome: ProbeOutcome): void
}): ProbeSampler {
  const { probeId, everySeconds } = probe
  const everyMs = everySeconds * 1000
  const stopping = new AbortController()
  const { signal } = stopping
  const open = asker.open(probe)
  let { failures } = probe

  async function attempt(): Promise<void> {
    const probed = await open.ask(signal)
    failures = 'value' in probed ? 0 : failures + 1
    if (!signal.aborted) tell({ probeId, at: performance.now(), probed, failures })
    if (everySeconds > KEPT_SECONDS) await open.close()
  }

  // A server that is away is not asked to let us in again and again; an address over HTTP shall be seen to come back.
  const waitMs = () =>
    failures > 0 && probe.kind === 'COMMAND'
      ? retryMs(failures, { intervalMs: everyMs, watched: false, busy: false })
      : nextDue(probeId, Date.now(), everyMs) - Date.now()

  async function run(): Promise<void> {
    let wait = firstDueMs(probeId, everyMs)
    while (!signal.aborted) {
      // What ends here ends because we were stopped.
      const due = await pause(wait, true, { signal }).catch(() => false)
      if (due) await attempt().catch(() => {})
      wait = waitMs()
    }
  }
  const running = run()

  return {
    async stop() {
      stopping.abort()
      await running
      await open.close()
    },
  }
}
