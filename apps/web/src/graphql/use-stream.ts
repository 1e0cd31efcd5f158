import { stringifyDocument } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import { type InjectionKey, inject, onScopeDispose } from 'vue'
import type { Event, EventPage, Position, StreamSource } from './live/carrier.ts'
import type { FollowHandlers, Live } from './live/live.ts'
import { noteStream } from './transport.ts'

export const liveKey: InjectionKey<Live> = Symbol('live')

type Variables = { after?: number | null | undefined; [name: string]: unknown }

export interface StreamOptions<Data, E extends Event> {
  /** Takes the event out of the subscription's result. */
  pick(data: Data): E
  isHeartbeat(event: E): boolean
  /** False for a part of a stream, whose seqs have holes. Default true. */
  whole?: boolean
  /** How the stream is read by polling, where a query gives the same events. */
  poll?: PollOptions<E>
  onEvent(event: E): void
  /** Something is missing and asking again from the cursor did not bring it: read the whole state anew. */
  onLost?(): void
  onFailure?(message: string): void
}

interface PollOptions<E extends Event> {
  query: string
  variables(after: number): Record<string, unknown>
  pick(data: unknown): EventPage<E>
}

export interface Stream {
  /** The last seq that was applied. */
  readonly cursor: number
  stop(): void
}

/** A typed subscription as a source that every transport can carry. */
function sourceOf<Data, V extends Variables, E extends Event>(
  document: TadaDocumentNode<Data, V>,
  variables: V,
  options: StreamOptions<Data, E>,
): StreamSource<E> {
  const query = stringifyDocument(document)
  const { poll } = options
  return {
    whole: options.whole ?? true,
    signalOf: (event) => (options.isHeartbeat(event) ? 'heartbeat' : 'news'),
    subscription: {
      operation: ({ after }) => ({ query, variables: { ...variables, after } }),
      pick: (data) => options.pick(data as Data),
    },
    ...(poll && {
      page: {
        rather: true,
        operation: ({ after }: Position) => ({ query: poll.query, variables: poll.variables(after) }),
        pick: poll.pick,
      },
    }),
  }
}

/** Follows streams for a component: over the page's transport, seen by its banner, and stopped with the component. */
export function useLive() {
  const live = inject(liveKey)
  if (!live) throw new Error('no live connection provided')
  const running = new Set<{ stop(): void }>()
  onScopeDispose(() => {
    for (const each of [...running]) each.stop()
  })
  return function follow<E extends Event>(source: StreamSource<E>, from: Position, handlers: FollowHandlers<E>) {
    const name = Symbol('stream')
    const forget = () => {
      noteStream(name, null)
      running.delete(handle)
    }
    const follower = live.follow(source, from, {
      ...handlers,
      onStatus(status) {
        noteStream(name, status)
        handlers.onStatus?.(status)
      },
      onLost:
        handlers.onLost &&
        (() => {
          forget()
          handlers.onLost?.()
        }),
    })
    const handle = {
      get status() {
        return follower.status
      },
      close: follower.close,
      resume: follower.resume,
      cut: follower.cut,
      delay: follower.delay,
      stop() {
        follower.stop()
        forget()
      },
    }
    running.add(handle)
    return handle
  }
}

/** `useLive` for typed subscriptions whose events are numbered and nothing else. */
export function useStreams() {
  const followSource = useLive()
  return function follow<Data, V extends Variables, E extends Event>(
    document: TadaDocumentNode<Data, V>,
    variables: V & { after: number },
    options: StreamOptions<Data, E>,
  ): Stream {
    const { onEvent, onLost, onFailure } = options
    const source = sourceOf(document, variables as V, options)
    let told: string | null = null
    const follower = followSource(
      source,
      { after: variables.after, epoch: null },
      {
        onEvent,
        ...(onLost && { onLost }),
        onStatus({ code, reason }) {
          const failure = code && code !== 'NETWORK' ? reason : null
          if (failure && failure !== told) onFailure?.(failure)
          told = failure
        },
      },
    )
    return {
      get cursor() {
        return follower.status.cursor
      },
      stop: follower.stop,
    }
  }
}
