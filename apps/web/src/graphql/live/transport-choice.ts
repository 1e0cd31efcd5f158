import { type TransportKind, transportKinds } from './carrier.ts'

/** Failed tries of one transport before the next one is used. */
const patience = 3
/** Streams that share a connection lose it together: losses this close to each other are one try. */
const sameTryMs = 400
/** After something else than the WebSocket works, it is tried this soon: it may all have been one outage. */
const firstProbeMs = 2_000
const probeMs = 60_000

/** Which transport is used now: the pinned one, or the best one that works. Followers of one page share a choice. */
export interface TransportChoice {
  readonly current: TransportKind
  readonly pinned: TransportKind | null
  /** An attempt ended before it had carried anything. Of another transport than the current one it says nothing. */
  failed(kind: TransportKind): void
  /** Something was carried: the server can be reached. That the current transport works is only proved by itself. */
  worked(kind: TransportKind): void
  /** Null: choose by itself again. */
  pin(kind: TransportKind | null): void
  /** Calls whenever `current` has changed; returns how to stop that. */
  listen(listener: () => void): () => void
  stop(): void
}

interface ChoiceParts {
  pinned?: TransportKind | null
  now(): number
  /** Whether the best transport works; asked only while another one is used. */
  probe(): Promise<boolean>
}

export function createTransportChoice(parts: ChoiceParts): TransportChoice {
  const listeners = new Set<() => void>()
  let pinned = parts.pinned ?? null
  let automatic: TransportKind = transportKinds[0]
  let failures = 0
  let failedAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The transport was just changed and nothing has been carried yet. */
  let fresh = false
  let workedAt = Number.NEGATIVE_INFINITY

  const current = () => pinned ?? automatic

  function use(kind: TransportKind) {
    failures = 0
    failedAt = Number.NEGATIVE_INFINITY
    fresh = true
    if (kind === transportKinds[0]) stopProbing()
    if (kind === automatic) return
    automatic = kind
    if (!pinned) for (const listener of [...listeners]) listener()
  }

  function stopProbing() {
    clearTimeout(timer)
    timer = undefined
  }

  function probeIn(ms: number) {
    stopProbing()
    timer = setTimeout(async () => {
      const works = await parts.probe().catch(() => false)
      if (timer === undefined) return
      if (!works) return probeIn(probeMs)
      workedAt = parts.now()
      use(transportKinds[0])
    }, ms)
  }

  return {
    get current() {
      return current()
    },
    get pinned() {
      return pinned
    },
    failed(kind) {
      if (pinned || kind !== automatic || parts.now() - failedAt < sameTryMs) return
      failedAt = parts.now()
      failures += 1
      if (failures < patience) return
      const next = transportKinds[transportKinds.indexOf(kind) + 1] ?? transportKinds[0]
      use(next)
      if (next !== transportKinds[0] && timer === undefined) probeIn(probeMs)
    },
    worked(kind) {
      if (kind === automatic) failures = 0
      const isFirst = fresh
      fresh = false
      if (pinned || automatic === transportKinds[0] || !isFirst) return
      // A WebSocket that opens but carries nothing shall not make the page go back and forth.
      probeIn(parts.now() - workedAt > probeMs ? firstProbeMs : probeMs)
    },
    pin(kind) {
      const before = current()
      pinned = kind
      failures = 0
      stopProbing()
      automatic = transportKinds[0]
      if (current() !== before) for (const listener of [...listeners]) listener()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      stopProbing()
      listeners.clear()
    },
  }
}
