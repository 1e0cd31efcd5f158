import type { Position, StreamSource, TransportKind } from '../../../graphql/live/carrier.ts'
import { type FollowStatus, idleStatus } from '../../../graphql/live/follow-status.ts'
import type { Follower } from '../../../graphql/live/follower.ts'
import type { Live } from '../../../graphql/live/live.ts'
import { type Arrival, arrivalOf } from './arrival.ts'
import type { LabEvent } from './stream.ts'

/** Arrivals that a lane remembers: enough for a proof, whoever else writes meanwhile. */
const remembered = 1_000
const minuteMs = 60_000

export interface LaneState {
  transport: TransportKind
  /** `cut`: somebody pressed the button; `closed`: the server ended it for good. */
  state: 'connecting' | 'live' | 'waiting' | 'cut' | 'paused' | 'closed'
  retryAt: number | null
  reason: string | null
  cursor: number
  delayMs: number
  requests: number
  requestsInLastMinute: number
  bytes: number
  gaps: number
  duplicates: number
  /** In the order in which they were applied. */
  arrivals: readonly Arrival[]
}

/** One way to listen to the room, with everything that can be done to it. */
export interface Lane {
  readonly state: LaneState
  /** Breaks the connection; every attempt of the next `ms` milliseconds fails. */
  cut(ms: number): void
  delay(ms: number): void
  /** Goes on over another transport, from the same cursor. */
  use(transport: TransportKind): void
  pause(): void
  /** After a pause, or after the server has closed it. */
  resume(): void
  stop(): void
}

interface LaneParts {
  /** Of this lane alone, pinned to one transport. */
  live: Live
  source: StreamSource<LabEvent>
  from: Position
  now(): number
  bytes(): number
  onChange(state: LaneState): void
}

type Counts = Pick<FollowStatus, 'requests' | 'gaps' | 'duplicates'>

const countsOf = ({ requests, gaps, duplicates }: Counts): Counts => ({ requests, gaps, duplicates })
const added = (one: Counts, other: Counts): Counts => ({
  requests: one.requests + other.requests,
  gaps: one.gaps + other.gaps,
  duplicates: one.duplicates + other.duplicates,
})

export function createLane(parts: LaneParts): Lane {
  const { live, now } = parts
  let status = idleStatus(live.choice.current, parts.from)
  /** Of the followers before the present one: each pause ends one. */
  let before: Counts = countsOf(status)
  let follower: Follower | null = null
  let arrivals: readonly Arrival[] = []
  let requestTimes: number[] = []
  let delayMs = 0
  let isCut = false

  function stateWord(): LaneState['state'] {
    if (!follower) return 'paused'
    return isCut && (status.state === 'waiting' || status.state === 'connecting') ? 'cut' : status.state
  }

  function read(): LaneState {
    requestTimes = requestTimes.filter((time) => time > now() - minuteMs)
    return {
      transport: live.choice.current,
      state: stateWord(),
      retryAt: status.retryAt,
      reason: status.reason,
      cursor: status.cursor,
      delayMs,
      ...added(before, status),
      requestsInLastMinute: requestTimes.length,
      bytes: parts.bytes(),
      arrivals,
    }
  }

  const tell = () => parts.onChange(read())

  function take(next: FollowStatus) {
    for (let asked = status.requests; asked < next.requests; asked++) requestTimes.push(now())
    // A lost connection tells its reason first, while it still counts as live.
    if (next.state === 'closed' || (next.state === 'live' && status.state !== 'live')) isCut = false
    status = next
    if (follower) tell()
  }

  function start() {
    const { cursor: after, epoch } = status
    status = idleStatus(live.choice.current, { after, epoch })
    follower = live.follow(
      parts.source,
      { after, epoch },
      {
        onEvent(event) {
          arrivals = [...arrivals, arrivalOf(event, now())].slice(-remembered)
        },
        onStatus: take,
      },
    )
    follower.delay(delayMs)
    tell()
  }

  function pause() {
    if (!follower) return
    follower.stop()
    follower = null
    isCut = false
    before = added(before, status)
    status = { ...idleStatus(status.transport, { after: status.cursor, epoch: status.epoch }) }
    tell()
  }

  start()
  return {
    get state() {
      return read()
    },
    cut(ms) {
      if (!follower || status.state === 'closed') return
      isCut = true
      follower.cut(ms)
      tell()
    },
    delay(ms) {
      delayMs = ms
      follower?.delay(ms)
      tell()
    },
    use(transport) {
      isCut = false
      live.choice.pin(transport)
      tell()
    },
    pause,
    resume() {
      if (!follower) start()
      else follower.resume()
    },
    stop() {
      follower?.stop()
      live.stop()
    },
  }
}
