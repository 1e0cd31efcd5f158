import type { ProbeAsker } from '../modules/metrics/probes/probe-asker.ts'
import type { HeldProbe, ProbeLeases } from '../modules/metrics/probes/probe-leases.ts'
import { createProbeSampler, type ProbeSampler } from '../modules/metrics/probes/probe-sampler.ts'
import type { ProbeOutcome } from '../modules/metrics/probes/probe-storing.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { oneAtATime } from '../streams/one-at-a-time.ts'

export interface ProbeSamplingPorts {
  leases: ProbeLeases
  asker: ProbeAsker
  store(outcomes: readonly ProbeOutcome[]): Promise<void>
  bus: Pick<Bus, 'publish' | 'subscribe' | 'onInterruption'>
  report(error: unknown, what: string): void
  /** Between two looks at the leases. */
  beatMs?: number
}

/** Of its lease: before others may take a probe over, this worker has let go of it. */
const LEASE_USED = 0.8
const STORE_EVERY_MS = 500

/** The part of a worker that samples probes: which ones the leases say. */
export function createProbeSampling({ leases, asker, store, bus, report, beatMs = 4_000 }: ProbeSamplingPorts) {
  const held = new Map<string, { sampler: ProbeSampler; version: string }>()
  let waiting: ProbeOutcome[] = []
  let storing: NodeJS.Timeout | null = null
  let beating: NodeJS.Timeout | null = null
  let stopped = false
  let leasedUntil = 0
  const endings: (() => void)[] = []
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (what: string, work: () => Promise<void>) => {
    turn = turn.then(work).catch((error: unknown) => report(error, what))
    return turn
  }

  async function letGo(probeIds: readonly string[]): Promise<void> {
    const samplers = probeIds.flatMap((id) => held.get(id)?.sampler ?? [])
    for (const id of probeIds) held.delete(id)
    await Promise.all(samplers.map((sampler) => sampler.stop()))
  }

  function begin(probe: HeldProbe): void {
    held.set(probe.probeId, { sampler: createProbeSampler({ probe, asker, tell: take }), version: probe.version })
  }

  async function look(): Promise<void> {
    if (stopped) return
    const asked = performance.now()
    const { share, held: probes } = await leases.renew()
    leasedUntil = asked + leases.leaseMs * LEASE_USED
    // More have come to share the work.
    const mine = new Map(probes.slice(0, share).map((probe) => [probe.probeId, probe]))
    const excess = probes.slice(share).map(({ probeId }) => probeId)
    // One that asks something else now begins anew.
    await letGo([...held].flatMap(([id, { version }]) => (mine.get(id)?.version === version ? [] : [id])))
    if (excess.length > 0) await leases.giveUp(excess)
    for (const probe of mine.values()) if (!held.has(probe.probeId)) begin(probe)
  }
  const lookInTurn = oneAtATime(() => inTurn('Looking which probes to sample', look))

  function take(outcome: ProbeOutcome): void {
    waiting.push(outcome)
    storing ??= setTimeout(() => void inTurn('Storing values of probes', storeWaiting), STORE_EVERY_MS)
  }

  async function storeWaiting(): Promise<void> {
    storing = null
    const outcomes = waiting
    waiting = []
    if (outcomes.length === 0) return
    await store(outcomes)
    bus.publish('probes', { probeIds: [...new Set(outcomes.map(({ probeId }) => probeId))] })
  }

  const beat = () => {
    if (!stopped) beating = setTimeout(() => void lookInTurn().then(beat), beatMs)
  }
  // What nobody prolonged in time belongs to others soon: nothing more is asked from here.
  const guard = setInterval(() => {
    if (held.size > 0 && performance.now() > leasedUntil) void letGo([...held.keys()])
  }, 500)
  guard.unref()

  return {
    /** The probes that are sampled here at the moment. */
    get probeIds(): string[] {
      return [...held.keys()]
    },

    async start(): Promise<void> {
      const lookNow = () => void lookInTurn()
      endings.push(await bus.subscribe('metricWatch', lookNow), bus.onInterruption(lookNow))
      await lookInTurn()
      beat()
    },

    async stop(): Promise<void> {
      stopped = true
      clearInterval(guard)
      if (beating) clearTimeout(beating)
      for (const end of endings.splice(0)) end()
      await turn
      await letGo([...held.keys()])
      if (storing) clearTimeout(storing)
      await inTurn('Storing values of probes', storeWaiting)
      await inTurn('Giving probes up', () => leases.giveUp(null))
    },
  }
}
