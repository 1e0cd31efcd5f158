import { stringifyDocument } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import type { Client as Socket } from 'graphql-ws'
import { inject, onScopeDispose } from 'vue'
import { socketKey } from './client.ts'
import { judge, type Sequenced } from './sequence.ts'

export interface StreamOptions<Data, Event extends Sequenced> {
  /** Takes the event out of the subscription's result. */
  pick(data: Data): Event
  isHeartbeat(event: Event): boolean
  /** False for a part of a stream, whose seqs have holes. Default true. */
  whole?: boolean
  onEvent(event: Event): void
  /** Something is missing and asking again from the cursor did not bring it: read the whole state anew. */
  onLost?(): void
  onFailure?(message: string): void
}

type Resumable = { after?: number | null | undefined; [name: string]: unknown }

export interface Stream {
  /** The last seq that was applied. */
  readonly cursor: number
  stop(): void
}

/** Times that a hole is asked for again before the whole state is read anew. */
const patience = 3

/** Follows a stream from `after` on, over every reconnect, without a hole and without doubles. */
export function followStream<Data, Variables extends Resumable, Event extends Sequenced>(
  socket: Socket,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables & { after: number },
  options: StreamOptions<Data, Event>,
): Stream {
  // graphql-ws sends this very object again when it reconnects: moving `after` here is what resumes the stream.
  const payload = { query: stringifyDocument(document), variables: { ...variables } }
  const whole = options.whole ?? true
  let gaps = 0
  let dispose = () => {}

  function receive(event: Event) {
    const verdict = judge(payload.variables.after, event, { whole, heartbeat: options.isHeartbeat(event) })
    if (verdict === 'ignore') return
    if (verdict === 'gap') return restart()
    gaps = 0
    payload.variables.after = event.seq
    options.onEvent(event)
  }

  function restart() {
    dispose()
    gaps += 1
    if (gaps > patience && options.onLost) return options.onLost()
    start()
  }

  function start() {
    let current = true
    const release = socket.subscribe<Data>(payload, {
      next: (result) => {
        if (!current) return
        if (result.data) receive(options.pick(result.data))
        else if (result.errors) options.onFailure?.(result.errors.map((each) => each.message).join('\n'))
      },
      error: (error) => current && options.onFailure?.(describe(error)),
      complete: () => {},
    })
    dispose = () => {
      current = false
      release()
    }
  }

  start()
  return {
    get cursor() {
      return payload.variables.after
    },
    stop: () => dispose(),
  }
}

const describe = (error: unknown) =>
  Array.isArray(error)
    ? error.map((each) => String(each.message)).join('\n')
    : error instanceof Error
      ? error.message
      : ''

/** `followStream` for components: bound to the page's socket, stopped with the component. */
export function useStreams() {
  const socket = inject(socketKey)
  if (!socket) throw new Error('no socket provided')
  const running = new Set<Stream>()
  onScopeDispose(() => {
    for (const stream of running) stream.stop()
  })
  return function follow<Data, Variables extends Resumable, Event extends Sequenced>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables & { after: number },
    options: StreamOptions<Data, Event>,
  ): Stream {
    const stream = followStream(socket, document, variables, options)
    running.add(stream)
    return stream
  }
}
