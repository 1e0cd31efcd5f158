import { backoff } from '../backoff.ts'
import { judge } from '../sequence.ts'
import type { Carrier, Event, Position, StreamSource, TransportKind } from './carrier.ts'
import { createDelayLine } from './delay-line.ts'
import { type Fault, lost } from './fault.ts'
import { type FollowStatus, idleStatus } from './follow-status.ts'
import type { Surroundings } from './surroundings.ts'
import type { TransportChoice } from './transport-choice.ts'

/** A heartbeat comes at least every 25 s; this long without a sign of life, the connection is dead. */
const silenceMs = 35_000
/** A connection that held this long has proved that its transport works, even if nothing happened meanwhile. */
const provenMs = 5_000
/** Times that a gap is asked for again before the whole state is read anew. */
const patience = 3

export interface FollowerParts<E extends Event> {
  source: StreamSource<E>
  from: Position
  choice: TransportChoice
  carrierOf(kind: TransportKind): Carrier
  surroundings: Surroundings
  /** Each event once and in order; holes and resets come as the events that they are. */
  onEvent(event: E): void
  onStatus?(status: FollowStatus): void
  /** Something is missing and asking again did not bring it: the follower has stopped, read the whole state anew. */
  onLost?(): void
}

export interface Follower {
  readonly status: FollowStatus
  stop(): void
  /** Hangs up, whatever the transport: it is closed until `resume`. */
  close(): void
  /** Starts again after it was closed, from where it stood. */
  resume(): void
  /** Breaks the connection, and lets every attempt of the next `ms` milliseconds fail. */
  cut(ms?: number): void
  /** Lets everything arrive this much later. */
  delay(ms: number): void
}

/** Follows a stream over cuts, sleeps and changes of the transport, without a hole and without doubles. */
export function followStream<E extends Event>(parts: FollowerParts<E>): Follower {
  const { source, choice, surroundings } = parts
  const position = { ...parts.from }
  const line = createDelayLine(surroundings)
  let status = idleStatus(choice.current, position)
  let attempt = 0
  let release = () => {}
  /** What carries this stream, which may be another transport than the one chosen for the page. */
  let carrier = parts.carrierOf(choice.current)
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastSignAt = 0
  let openedAt: number | null = null
  let carried = false
  let gaps = 0
  let failures = 0
  let blockedUntil = 0
  let stopped = false

  function tell(change: Partial<FollowStatus>) {
    status = { ...status, ...change, cursor: position.after, epoch: position.epoch }
    parts.onStatus?.(status)
  }

  function leave() {
    attempt += 1
    clearTimeout(timer)
    line.empty()
    release()
    release = () => {}
  }

  function wait(ms: number) {
    const { isOnline, now } = surroundings
    tell({ state: 'waiting', failures, retryAt: isOnline() ? now() + ms : null })
    if (isOnline()) timer = setTimeout(connect, ms)
  }

  /** Counts silence from now on. Timers sleep with the machine, so the wake-up asks the clock as well. */
  function sign() {
    lastSignAt = surroundings.now()
    clearTimeout(timer)
    if (source.quiet && openedAt !== null) return
    timer = setTimeout(() => fail(lost('Nothing was heard for too long.')), silenceMs)
  }

  function fail(fault: Fault) {
    leave()
    const kind = status.transport
    const proven = carried || (openedAt !== null && surroundings.now() - openedAt >= provenMs)
    if (fault.kind === 'refused') {
      return tell({ state: 'closed', code: fault.code, reason: fault.reason, retryAt: null })
    }
    tell({ code: fault.code, reason: fault.reason })
    failures = proven ? 1 : failures + 1
    const again = Math.max(fault.retryAfterMs ?? 0, backoff(failures - 1, surroundings.random))
    if (!proven) choice.failed(carrier.kind)
    // A change of the transport has connected already.
    if (status.transport === kind && !stopped) wait(again)
  }

  function apply(event: E) {
    position.after = event.seq
    position.epoch = event.epoch ?? position.epoch
    gaps = 0
    const latencyMs = event.at ? Math.max(0, surroundings.now() - Date.parse(event.at)) : status.latencyMs
    parts.onEvent(event)
    tell({ applied: status.applied + 1, latencyMs })
  }

  function resync() {
    gaps += 1
    tell({ gaps: status.gaps + 1 })
    if (gaps <= patience) return connect()
    gaps = 0
    if (!parts.onLost) return fail(lost('Events are missing.'))
    stop()
    parts.onLost()
  }

  function receive(event: E) {
    const signal = source.signalOf(event)
    if (signal === 'jump') return apply(event)
    const verdict = judge(position.after, event, { whole: source.whole, heartbeat: signal === 'heartbeat' })
    if (verdict === 'apply') apply(event)
    else if (verdict === 'gap') resync()
    else if (signal === 'news') tell({ duplicates: status.duplicates + 1 })
  }

  function connect() {
    if (stopped) return
    leave()
    const mine = attempt
    const kind = choice.current
    carrier = parts.carrierOf(kind)
    openedAt = null
    carried = false
    tell({ state: 'connecting', transport: kind, retryAt: null, failures })
    sign()
    if (surroundings.now() < blockedUntil) return fail(lost('The connection is cut.'))
    const isMine = () => mine === attempt && !stopped
    const arrive = (handle: () => void) => line.pass(() => isMine() && handle())

    const close = carrier.open<E>(
      source,
      { ...position },
      {
        requested: () => isMine() && tell({ requests: status.requests + 1 }),
        opened() {
          if (!isMine()) return
          openedAt ??= surroundings.now()
          sign()
          if (status.state !== 'live') tell({ state: 'live', failures: 0, code: null, reason: null })
        },
        event: (event) => arrive(() => heard(() => receive(event))),
        head: (seq) =>
          arrive(() =>
            heard(() => judge(position.after, { seq }, { whole: source.whole, heartbeat: true }) === 'gap' && resync()),
          ),
        ended: (fault) => arrive(() => fail(fault)),
      },
    )
    if (isMine()) release = close
    else close()
  }

  function heard(handle: () => void) {
    sign()
    failures = 0
    if (!carried) choice.worked(carrier.kind)
    carried = true
    if (status.state !== 'live') tell({ state: 'live', failures: 0, code: null, reason: null })
    handle()
  }

  const forgetChoice = choice.listen(() => status.state !== 'closed' && connect())
  const forgetWake = surroundings.onWake((why) => {
    if (status.state === 'closed') return
    const asleep = surroundings.now() - lastSignAt > silenceMs
    if (status.state === 'waiting' || asleep || why === 'online' || status.transport === 'polling') connect()
  })

  function stop() {
    stopped = true
    leave()
    forgetChoice()
    forgetWake()
  }

  connect()
  return {
    get status() {
      return status
    },
    stop,
    close() {
      if (stopped || status.state === 'closed') return
      leave()
      tell({ state: 'closed', code: 'DISCONNECTED', reason: null, retryAt: null })
    },
    resume() {
      if (status.state !== 'closed') return
      failures = 0
      tell({ code: null, reason: null })
      connect()
    },
    cut(ms = 0) {
      blockedUntil = surroundings.now() + ms
      carrier.cut?.()
      if (status.state === 'live' || status.state === 'connecting') fail(lost('The connection is cut.'))
    },
    delay: (ms) => line.lengthen(ms),
  }
}
