import type { AlarmWatch, Seen } from '../modules/metrics/alarms/alarm-watch.ts'
import type { MetricsSettings } from '../modules/metrics/metrics.ports.ts'
import { type Standing, tried } from '../modules/metrics/monitoring.state.ts'
import type { Outcome, SampleSource } from '../modules/metrics/sampling/sample-source.ts'
import type { Judged } from '../modules/metrics/sampling/sample-storing.ts'
import type { HeldServer, SamplingLeases } from '../modules/metrics/sampling/sampling-leases.ts'
import { createServerSampler, type ServerSampler } from '../modules/metrics/sampling/server-sampler.ts'
import type { Bus, StoredMonitoring } from '../platform/bus/bus.ts'
import { oneAtATime } from '../streams/one-at-a-time.ts'

export interface SamplingPorts {
  leases: SamplingLeases
  source: SampleSource
  alarms: AlarmWatch
  store(judged: readonly Judged[]): Promise<StoredMonitoring[]>
  bus: Pick<Bus, 'publish' | 'subscribe' | 'onInterruption'>
  settings: MetricsSettings
  report(error: unknown, what: string): void
  /** Between two looks at the leases. */
  beatMs?: number
}

interface Held {
  sampler: ServerSampler
  version: string
  standing: Standing
  sampleMs: number | null
}

/** Of its lease: before others may take a server over, this worker has let go of it. */
const LEASE_USED = 0.8
const STORE_EVERY_MS = 1_000
const STORE_SOON_MS = 50
const SMOOTHING = 0.2

/** The part of a worker that samples servers: which ones the leases say, how often whoever looks at them. */
export function createServerSampling(ports: SamplingPorts) {
  const { leases, source, alarms, store, bus, settings, report, beatMs = 4_000 } = ports
  const held = new Map<string, Held>()
  const waiting: Outcome[] = []
  let storing: NodeJS.Timeout | null = null
  let storedAt = 0
  let beating: NodeJS.Timeout | null = null
  let stopped = false
  let leasedUntil = 0
  /** Leases, samples and alarms are written one after the other: two statements about the same rows could wait for each other. */
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (what: string, work: () => Promise<void>) => {
    turn = turn.then(work).catch((error: unknown) => report(error, what))
    return turn
  }

  const paceOf = ({ watched, busy }: HeldServer) => ({ intervalMs: settings.seconds * 1000, watched, busy })

  function begin(server: HeldServer): void {
    const { serverId, state, failures, version } = server
    const sampler = createServerSampler({ serverId, source, pace: paceOf(server), failures, tell: take })
    held.set(serverId, { sampler, version, standing: { state, failures }, sampleMs: null })
  }

  async function letGo(serverIds: readonly string[]): Promise<void> {
    const samplers = serverIds.flatMap((id) => held.get(id)?.sampler ?? [])
    for (const id of serverIds) held.delete(id)
    await Promise.all(samplers.map((sampler) => sampler.stop()))
  }

  async function look(): Promise<void> {
    const asked = performance.now()
    const share = await leases.renew()
    const servers = await leases.held(settings.watched)
    leasedUntil = asked + leases.leaseMs * LEASE_USED
    // More have come to share the work.
    const mine = servers.slice(0, share)
    const excess = servers.slice(share).map(({ serverId }) => serverId)
    const known = new Set(mine.map(({ serverId }) => serverId))
    await letGo([...held.keys()].filter((id) => !known.has(id)))
    if (excess.length > 0) await leases.giveUp(excess)
    await alarms.lookUp(mine)
    for (const server of mine) {
      const one = held.get(server.serverId)
      if (!one) begin(server)
      else {
        one.sampler.setPace(paceOf(server))
        // Also when it was only checked: a new connection now and then costs little.
        if (one.version !== server.version) one.sampler.reopen()
        one.version = server.version
      }
    }
  }

  const lookInTurn = oneAtATime(() => inTurn('Looking which servers to sample', look))

  function take(outcome: Outcome): void {
    waiting.push(outcome)
    const wait = Math.max(STORE_SOON_MS, storedAt + STORE_EVERY_MS - performance.now())
    storing ??= setTimeout(() => void inTurn('Storing samples', storeWaiting), wait)
  }

  function judged(outcome: Outcome): Judged[] {
    const one = held.get(outcome.serverId)
    if (!one) return []
    one.standing = tried(one.standing, outcome.values !== null)
    if (outcome.ms !== null) {
      one.sampleMs = one.sampleMs === null ? outcome.ms : one.sampleMs + SMOOTHING * (outcome.ms - one.sampleMs)
    }
    return [{ outcome, standing: { ...one.standing }, sampleMs: one.sampleMs }]
  }

  async function storeWaiting(): Promise<void> {
    storing = null
    storedAt = performance.now()
    const all = waiting.splice(0).flatMap(judged)
    if (all.length === 0) return
    const servers = await store(all)
    bus.publish('metrics', { servers })
    const stored = new Map(servers.map((server) => [server.serverId, server]))
    const seen = all.flatMap(({ outcome, standing }): Seen[] =>
      stored.has(outcome.serverId)
        ? [{ serverId: outcome.serverId, state: standing.state, values: outcome.values }]
        : [],
    )
    await alarms.see(seen)
  }

  const beat = () => {
    if (stopped) return
    beating = setTimeout(() => void lookInTurn().then(beat), beatMs)
  }
  // What nobody prolonged in time belongs to others soon: nothing more is sent there from here.
  const guard = setInterval(() => {
    if (held.size > 0 && performance.now() > leasedUntil) void letGo([...held.keys()])
  }, 500)
  guard.unref()
  const endings: (() => void)[] = []

  return {
    /** The servers that are sampled here at the moment. */
    get serverIds(): string[] {
      return [...held.keys()]
    },

    async start(): Promise<void> {
      const lookNow = () => void lookInTurn()
      endings.push(await bus.subscribe('metricWatch', lookNow), bus.onInterruption(lookNow))
      await lookInTurn()
      beat()
    },

    /** Servers or credentials may have changed. */
    look: lookInTurn,

    async stop(): Promise<void> {
      stopped = true
      clearInterval(guard)
      if (beating) clearTimeout(beating)
      for (const end of endings.splice(0)) end()
      await turn
      await letGo([...held.keys()])
      if (storing) clearTimeout(storing)
      await inTurn('Giving servers up', () => leases.leave())
    },
  }
}
