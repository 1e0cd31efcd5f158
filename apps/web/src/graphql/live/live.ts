import { createSocket, pageSocketUrl } from '../socket.ts'
import type { Carrier, Event, Position, StreamSource, TransportKind } from './carrier.ts'
import { createEventStreamCarrier } from './event-stream-carrier.ts'
import type { FollowStatus } from './follow-status.ts'
import { type Follower, followStream } from './follower.ts'
import { type HttpDoor, pageDoor } from './http-door.ts'
import { createPollingCarrier } from './polling-carrier.ts'
import { browserSurroundings, type Surroundings } from './surroundings.ts'
import { createTransportChoice, type TransportChoice } from './transport-choice.ts'
import { createWebSocketCarrier, probeWebSocket } from './websocket-carrier.ts'

/** How long the server may hold a request of long polling: shorter than proxies wait. */
const waitSeconds = 25
const pollMs = { seen: 2_000, hidden: 10_000 }

interface LiveParts {
  /** The transport to use whatever happens; null: the best one that works. */
  pinned?: TransportKind | null
  door?: HttpDoor
  socket?: Parameters<typeof createSocket>[0]
  surroundings?: Surroundings
  isHidden?(): boolean
  /** True when the browser gives this server few connections (HTTP/1.1), so that endless answers must be rare. */
  isNarrow?(): boolean
  /** The session is gone: somebody has to sign in. */
  onUnauthenticated?(): void
}

export interface FollowHandlers<E extends Event> {
  onEvent(event: E): void
  onStatus?(status: FollowStatus): void
  onLost?(): void
}

/** Live streams over one choice of transport. A page has one; a place that compares transports makes several. */
export interface Live {
  readonly choice: TransportChoice
  follow<E extends Event>(source: StreamSource<E>, from: Position, handlers: FollowHandlers<E>): Follower
  stop(): void
}

export function createLive(parts: LiveParts = {}): Live {
  const { door = pageDoor, surroundings = browserSurroundings, isNarrow = isOldHttp } = parts
  const isHidden = parts.isHidden ?? (() => document.visibilityState === 'hidden')
  const socket = parts.socket ?? { url: pageSocketUrl() }
  const client = createSocket(socket)
  const choice = createTransportChoice({
    pinned: parts.pinned ?? null,
    now: surroundings.now,
    probe: () => probeWebSocket(socket.url),
  })
  const pauseMs = () => (isHidden() ? pollMs.hidden : pollMs.seen)
  const carriers: Record<TransportKind, Carrier> = {
    websocket: createWebSocketCarrier(client),
    sse: createEventStreamCarrier(door),
    longPolling: createPollingCarrier(door, { waitSeconds, pauseMs: () => 0 }),
    polling: createPollingCarrier(door, { waitSeconds: 0, pauseMs }),
  }

  function carrierOf<E extends Event>(kind: TransportKind, source: StreamSource<E>): Carrier {
    if (kind === 'websocket') return carriers.websocket
    if (!source.page) return carriers.sse
    if (kind === 'longPolling' && !source.page.holds) return carriers.polling
    return kind === 'sse' && source.page.rather && isNarrow() ? carriers.polling : carriers[kind]
  }

  return {
    choice,
    follow(source, from, handlers) {
      return followStream({
        source,
        from,
        choice,
        surroundings,
        carrierOf: (kind) => carrierOf(kind, source),
        ...handlers,
        onStatus(status) {
          handlers.onStatus?.(status)
          if (status.state === 'closed' && status.code === 'UNAUTHENTICATED') parts.onUnauthenticated?.()
        },
      })
    },
    stop() {
      choice.stop()
      void client.dispose()
    },
  }
}

/** With HTTP/1.1 a browser opens six connections to a server, over all its tabs. */
function isOldHttp(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return !/^h[23]/.test(navigation?.nextHopProtocol ?? '')
}
