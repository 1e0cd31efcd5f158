/** How the clients of one kind of server talk over their WebSocket. */
export interface Dialect {
  path: string
  protocol?: string
  /** The first frames of a new connection. */
  greet(member: Member): string[]
  /** Answers a frame that is neither a message nor an acknowledgement. */
  answer(member: Member, text: string): Answer
  /** The frame that sends a text; its acknowledgement carries the client id, in quotes. */
  say(member: Member, text: string, clientId: string): string
}

export interface Answer {
  frames: string[]
  /** True when messages may come from now on. */
  ready: boolean
}

/** Who sits on a connection. */
export interface Member {
  /** 0, 1, 2 … */
  number: number
  /** The seq of the last event that came before a cut; null on a first connection. */
  resumeAfter: number | null
}

const nothing: Answer = { frames: [], ready: false }
export const authorOf = (member: Member) => `person-${member.number}`

/** JSON both ways: `ws` and Django Channels. Ready as soon as the connection is. */
export const plain: Dialect = {
  path: '/',
  greet: () => [],
  answer: () => nothing,
  say: (member, text, clientId) => JSON.stringify({ text, clientId, author: authorOf(member) }),
}

/** The protocol of socket.io 4 (Engine.IO 4), WebSocket only. */
export const socketIo: Dialect = {
  path: '/socket.io/?EIO=4&transport=websocket',
  greet: () => [],
  answer(_, text) {
    if (text.startsWith('0')) return { frames: ['40'], ready: false }
    if (text.startsWith('40')) return { frames: [], ready: true }
    return text === '2' ? { frames: ['3'], ready: false } : nothing
  },
  say: (member, text, clientId) =>
    `42${member.number}${JSON.stringify(['send', { text, clientId, author: authorOf(member) }])}`,
}

/** graphql-transport-ws: the subscription is operation "live", each send is an operation of its own. */
export function graphql(parts: {
  init?(member: Member): object
  subscribe(member: Member): { query: string; variables?: object }
  send(member: Member, text: string, clientId: string): { query: string; variables: object }
  /** Whether the subscription's first frame says that it runs. */
  greets?: boolean
}): Dialect {
  return {
    path: '/graphql',
    protocol: 'graphql-transport-ws',
    greet: (member) => [JSON.stringify({ type: 'connection_init', payload: parts.init?.(member) ?? {} })],
    answer(member, text) {
      const message = JSON.parse(text)
      if (message.type === 'connection_ack') {
        const payload = parts.subscribe(member)
        return { frames: [JSON.stringify({ id: 'live', type: 'subscribe', payload })], ready: !parts.greets }
      }
      if (message.type === 'ping') return { frames: [JSON.stringify({ type: 'pong' })], ready: false }
      if (message.type === 'error' || message.payload?.errors) throw new Error(`The server answered ${text}`)
      return { frames: [], ready: message.type === 'next' && message.id === 'live' }
    },
    say: (member, text, clientId) =>
      JSON.stringify({ id: clientId, type: 'subscribe', payload: parts.send(member, text, clientId) }),
  }
}
