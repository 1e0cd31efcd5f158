import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'

/** What a carrier brought, as the bytes said it. */
export interface Overheard {
  readonly carrier: string
  readonly frames: string[]
  stop(): Promise<void>
}

interface Target {
  url: string
  token: string
  pollId: string
  roomId: string
}

const counts = 'counts { optionId count }'
const tally = `subscription ($pollId: ID!) { pollTally(pollId: $pollId) { revision state respondentCount ${counts} } }`
const card = `seq kind message { card { ... on PollCard { state respondentCount ${counts} } } }`
const roomLive = `subscription ($roomId: ID!) { roomEvents(roomId: $roomId, after: 0) { ${card} } }`
const roomPage = `query ($roomId: ID!, $after: Int!, $wait: Int) {
  roomEvents(roomId: $roomId, after: $after, waitSeconds: $wait) { headSeq events { ${card} } }
}`
const everything = `query ($pollId: ID!) {
  poll(id: $pollId) {
    state tally { state respondentCount ${counts} } result { ${counts} hash } recount { ${counts} hash } ballots { optionIds }
  }
  polls { nodes { id state tally { state ${counts} } result { ${counts} } } }
}`

const post = ({ url, token }: Target, accept: string, query: string, variables: object, signal: AbortSignal) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    signal,
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })

type Carrier = (target: Target, hear: (frame: string) => void, signal: AbortSignal) => Promise<void>

/** Both subscriptions over one socket. */
const webSocket: Carrier = (target, hear, signal) =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${target.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
    const say = (message: object) => socket.send(JSON.stringify(message))
    signal.addEventListener('abort', () => socket.terminate())
    socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${target.token}` } }))
    socket.on('message', (data) => {
      const frame = String(data)
      hear(frame)
      const { type } = JSON.parse(frame)
      if (type === 'ping') say({ type: 'pong' })
      if (type !== 'connection_ack') return
      const { pollId, roomId } = target
      say({ id: 'tally', type: 'subscribe', payload: { query: tally, variables: { pollId } } })
      say({ id: 'room', type: 'subscribe', payload: { query: roomLive, variables: { roomId } } })
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })

const sseOf =
  (query: string): Carrier =>
  async (target, hear, signal) => {
    const response = await post(target, 'text/event-stream', query, { ...target }, signal)
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) hear(block)
    }
  }

const polling: Carrier = async (target, hear, signal) => {
  while (!signal.aborted) {
    const { pollId } = target
    hear(await (await post(target, 'application/json', everything, { pollId }, signal)).text())
    await pause(300)
  }
}

const longPolling: Carrier = async (target, hear, signal) => {
  let after = 0
  while (!signal.aborted) {
    const variables = { roomId: target.roomId, after, wait: 20 }
    const frame = await (await post(target, 'application/json', roomPage, variables, signal)).text()
    hear(frame)
    after = JSON.parse(frame).data?.roomEvents.headSeq ?? after
  }
}

const carriers: [string, Carrier][] = [
  ['WebSocket', webSocket],
  ['SSE of the tally', sseOf(tally)],
  ['SSE of the room', sseOf(roomLive)],
  ['long polling', longPolling],
  ['polling', polling],
]

/** Listens to a poll and its room over every carrier that there is, and keeps every frame. */
export const overhear = (target: Target): Overheard[] =>
  carriers.map(([carrier, run]) => {
    const frames: string[] = []
    const end = new AbortController()
    const done = run(target, (frame) => frames.push(frame), end.signal).catch(() => {})
    return {
      carrier,
      frames,
      async stop() {
        end.abort()
        await done
      },
    }
  })
