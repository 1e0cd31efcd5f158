import WebSocket from 'ws'

export interface Follower {
  readonly texts: string[]
  /** Breaches of "exactly the next one, once": empty when all is well. */
  readonly faults: string[]
  readonly cuts: number
  /** Resolves when so many events have come. */
  reach(count: number): Promise<void>
  stop(): void
}

/** Follows `items` from its beginning, resuming with the last seq after each cut. It cuts itself now and then. */
export function follow(options: { url(): string; query: string; cutEveryMs: number | null }): Follower {
  const texts: string[] = []
  const faults: string[] = []
  let cuts = 0
  let last = 0
  let stopped = false
  let socket: WebSocket | null = null
  let onReached = () => {}

  const take = ({ seq, kind, text }: { seq: number; kind: string; text: string }) => {
    if (kind === 'heartbeat') {
      if (seq > last) faults.push(`a heartbeat named ${seq} while ${last} was the last event`)
      return
    }
    if (seq !== last + 1) faults.push(`${seq} came after ${last}`)
    last = seq
    texts.push(text)
    onReached()
  }

  const connect = () => {
    if (stopped) return
    const mine = new WebSocket(options.url(), 'graphql-transport-ws')
    socket = mine
    const send = (message: object) => mine.send(JSON.stringify(message))
    let cutTimer: NodeJS.Timeout | undefined
    mine.on('open', () => send({ type: 'connection_init', payload: { authorization: 'Bearer t' } }))
    mine.on('message', (data) => {
      // What a cut socket still had in its buffers counts as lost.
      if (mine !== socket) return
      const message = JSON.parse(String(data))
      if (message.type === 'connection_ack') {
        send({ id: `f-${cuts}`, type: 'subscribe', payload: { query: options.query, variables: { after: last } } })
      } else if (message.type === 'next') take(message.payload.data.items)
      else if (message.type === 'error') faults.push(JSON.stringify(message.payload))
    })
    mine.on('error', () => {})
    mine.on('close', () => {
      clearTimeout(cutTimer)
      if (mine === socket) setTimeout(connect, 20)
    })
    if (options.cutEveryMs !== null) {
      cutTimer = setTimeout(
        () => {
          cuts += 1
          socket = null
          mine.terminate()
          connect()
        },
        options.cutEveryMs * (0.5 + Math.random()),
      )
    }
  }
  connect()

  return {
    texts,
    faults,
    get cuts() {
      return cuts
    },
    reach: (count) =>
      new Promise((resolve) => {
        onReached = () => texts.length >= count && resolve()
        onReached()
      }),
    stop() {
      stopped = true
      socket?.terminate()
    },
  }
}
