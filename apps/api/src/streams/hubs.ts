import type { Bus, StreamHint } from '../platform/bus/bus.ts'
import { type EventLog, FIRST_EPOCH, type StreamPosition } from './event-log.ts'
import { createHub, type Hub, type HubControls, type HubLimits } from './hub.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createStreamCounters, type StreamCounters } from './stream-counters.ts'

export interface HubsOptions extends Partial<HubLimits> {
  /** How often the heads of all active streams are compared with the database: the longest a lost last hint can delay. */
  beatMs?: number
  /** How long a hub stays without a subscriber, for those who reconnect. */
  idleMs?: number
  /** How long a first subscriber waits for the bus before it goes on with the database alone. */
  busWaitMs?: number
}

export interface HubLease {
  readonly hub: Hub
  /** Asks the database now: `hub` then knows the epoch and a head that is at least what was committed before the call. */
  refresh(): Promise<void>
  release(): void
}

/** One hub per active stream of this process. */
export interface Hubs {
  readonly counters: StreamCounters
  open(streamId: string): Promise<HubLease>
  /** Streams with a hub, for /metrics. */
  readonly size: number
  close(): void
}

interface Slot {
  leases: number
  hub: Promise<HubControls>
  ready: HubControls | null
  idleTimer: NodeJS.Timeout | null
  refresh(): Promise<void>
  end: () => void
}

/** How many events a new hub reads into its ring. */
const WARM = 200

export function createHubs({
  log,
  bus,
  options = {},
}: {
  log: Pick<EventLog, 'read' | 'positions'>
  bus: Pick<Bus, 'subscribe' | 'onInterruption'>
  options?: HubsOptions
}): Hubs {
  const { beatMs = 1_000, idleMs = 30_000, busWaitMs = 500 } = options
  const limits = { ringEvents: 512, ringBytes: 4 * 1024 * 1024, gapMs: 25, ...options }
  const counters = createStreamCounters()
  const slots = new Map<string, Slot>()

  const positionOf = async (streamId: string): Promise<StreamPosition> =>
    (await log.positions([streamId])).get(streamId) ?? { head: 0, epoch: FIRST_EPOCH }

  const start = async (streamId: string, slot: Slot): Promise<HubControls> => {
    const missed: StreamHint[] = []
    let hub: HubControls | null = null
    // Listening comes first, reading second: nothing can fall between.
    const listening = bus.subscribe(`stream:${streamId}`, (hint) => (hub ? hub.receive(hint) : missed.push(hint)))
    let ended = false
    slot.end = () => {
      ended = true
      hub?.close()
      listening.then((unsubscribe) => unsubscribe()).catch(() => {})
    }
    const inTime = await Promise.race([listening.then(() => true), delay(busWaitMs)])
    const { head, epoch } = await positionOf(streamId)
    const starting = createHub(streamId, { head: Math.max(0, head - WARM), epoch }, { log, limits, counters })
    // The ring starts warm: after a restart all who come back want the same last events.
    await starting.fill()
    hub = starting
    if (ended) hub.close()
    for (const hint of missed) hub.receive(hint)
    const late = hub
    if (!inTime) listening.then(() => late.fill()).catch(() => counters.fillFailures++)
    slot.ready = hub
    return hub
  }

  const drop = (streamId: string, slot: Slot) => {
    if (slot.idleTimer) clearTimeout(slot.idleTimer)
    if (slots.get(streamId) === slot) slots.delete(streamId)
    slot.end()
  }

  const slotOf = (streamId: string): Slot => {
    const known = slots.get(streamId)
    if (known) return known
    const refresh = oneAtATime(async () => (await slot.hub).meet(await positionOf(streamId)))
    const slot: Slot = { leases: 0, hub: null as never, ready: null, idleTimer: null, refresh, end: () => {} }
    slots.set(streamId, slot)
    slot.hub = start(streamId, slot)
    slot.hub.catch(() => drop(streamId, slot))
    return slot
  }

  const release = (streamId: string, slot: Slot) => {
    slot.leases -= 1
    if (slot.leases > 0 || slots.get(streamId) !== slot) return
    slot.idleTimer = setTimeout(() => drop(streamId, slot), idleMs)
    slot.idleTimer.unref()
  }

  const fillBehind = async () => {
    const ready = [...slots.values()].flatMap((slot) => (slot.ready ? [slot.ready] : []))
    if (ready.length === 0) return
    const positions = await log.positions(ready.map((hub) => hub.streamId))
    await Promise.all(
      ready.map((hub) => {
        const position = positions.get(hub.streamId)
        return position && hub.meet(position)
      }),
    )
  }

  let beating = false
  const beat = () => {
    if (beating) return
    beating = true
    fillBehind()
      .catch(() => counters.fillFailures++)
      .finally(() => {
        beating = false
      })
  }
  const beatTimer = setInterval(beat, beatMs)
  beatTimer.unref()
  const endInterruption = bus.onInterruption(beat)

  return {
    counters,
    get size() {
      return slots.size
    },
    async open(streamId) {
      const slot = slotOf(streamId)
      slot.leases += 1
      if (slot.idleTimer) clearTimeout(slot.idleTimer)
      slot.idleTimer = null
      const hub = await slot.hub
      let released = false
      return {
        hub,
        refresh: slot.refresh,
        release() {
          if (released) return
          released = true
          release(streamId, slot)
        },
      }
    },
    close() {
      clearInterval(beatTimer)
      endInterruption()
      for (const [streamId, slot] of slots) drop(streamId, slot)
    },
  }
}

const delay = (ms: number) => new Promise<false>((resolve) => setTimeout(resolve, ms, false).unref())
