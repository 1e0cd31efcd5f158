import { setTimeout as pause } from 'node:timers/promises'
import type { Values } from '../series.ts'
import { type Batch, parseBatch } from './batch.ts'
import { figuresOf } from './figures.ts'
import { firstDueMs, nextDue, type Pace, paceMs, retryMs, wantsMounts } from './pace.ts'
import type { OpenSource, Outcome, SampleSource } from './sample-source.ts'

export interface ServerSampler {
  /** How it is sampled from now on; at once if that is more often. */
  setPace(pace: Pace): void
  /** What it is reached with may have changed: the next sample goes over a new connection. */
  reopen(): void
  /** Lets go of the connection, whatever is under way. When it resolves, nothing more is sent to the server. */
  stop(): Promise<void>
}

const NOT_LINUX = 'This server has no /proc, so it tells no figures: only Linux does.'

/** Samples one server for as long as it runs: one question at a time, over a connection of its own that stays open. */
export function createServerSampler({
  serverId,
  source,
  failures: known,
  tell,
  ...initial
}: {
  serverId: string
  source: SampleSource
  pace: Pace
  /** In a row, before this. */
  failures: number
  tell(outcome: Outcome): void
}): ServerSampler {
  const stopping = new AbortController()
  let { pace } = initial
  let failures = known
  let wake = new AbortController()
  let open: OpenSource | null = null
  let before: Batch | null = null
  let values: Values = {}
  let mountsAt: number | null = null
  let asking = false
  /** The question that is under way fails because of us. */
  let cutShort = false

  async function letGo() {
    const left = open
    open = null
    before = null
    await left?.close()
  }

  async function sample(): Promise<Outcome> {
    if (!open?.alive) {
      await letGo()
      // What a new connection begins with is no figure yet: rates need two batches.
      open = await source.open(serverId, stopping.signal)
      before = parseBatch(await open.batch({ mounts: false }))
      await pause(300, undefined, { signal: stopping.signal })
    }
    const mounts = wantsMounts(mountsAt === null ? null : performance.now() - mountsAt)
    const asked = performance.now()
    const batch = parseBatch(await open.batch({ mounts }))
    const at = performance.now()
    if (mounts) mountsAt = at
    values = figuresOf(batch, before, values)
    before = batch
    return { serverId, at, values, problem: batch.uptime === null ? NOT_LINUX : null, ms: at - asked }
  }

  async function attempt(): Promise<void> {
    asking = true
    cutShort = false
    try {
      const outcome = await sample()
      failures = 0
      if (!stopping.signal.aborted) tell(outcome)
    } catch (error) {
      await letGo()
      if (stopping.signal.aborted || cutShort) return
      failures += 1
      const problem = error instanceof Error ? error.message : String(error)
      tell({ serverId, at: performance.now(), values: null, problem, ms: null })
    } finally {
      asking = false
    }
  }

  let first = true
  const waitMs = () => {
    if (first && known === 0) return firstDueMs(serverId, paceMs(pace))
    const now = Date.now()
    return failures > 0 ? retryMs(failures, pace) : nextDue(serverId, now, paceMs(pace)) - now
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const signal = AbortSignal.any([wake.signal, stopping.signal])
      const woken = await pause(waitMs(), false, { signal }).catch(() => true)
      first = false
      if (!woken && !stopping.signal.aborted) await attempt()
    }
    await letGo()
  }
  const running = run()

  return {
    setPace(next) {
      const sooner = paceMs(next) < paceMs(pace) || (next.watched && !pace.watched)
      pace = next
      if (sooner) wake.abort()
    },
    reopen() {
      failures = 0
      cutShort = asking
      void letGo().then(() => wake.abort())
    },
    async stop() {
      stopping.abort()
      await letGo()
      await running
    },
  }
}
