import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { type Connecting, RefusedError, type Transport } from './listener.ts'
import { eventFields, type RoomEvent } from './record.ts'

const subscription = `subscription ($roomId: ID!, $after: Int, $replayAtMost: Int) {
  roomEvents(roomId: $roomId, after: $after, replayAtMost: $replayAtMost) { ${eventFields} }
}`
const page = `query ($roomId: ID!, $after: Int!, $replayAtMost: Int, $waitSeconds: Int) {
  roomEvents(roomId: $roomId, after: $after, replayAtMost: $replayAtMost, limit: 200, waitSeconds: $waitSeconds) {
    events { ${eventFields} } headSeq epoch
  }
}`

const variablesOf = ({ roomId, record, replayAtMost }: Connecting) => ({
  roomId,
  after: record.position,
  replayAtMost: replayAtMost ?? null,
})

const post = ({ url, token, signal }: Connecting, accept: string, body: object) =>
  fetch(`${url()}/graphql`, {
    method: 'POST',
    signal,
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })

interface PageAnswer {
  data?: { roomEvents: { events: RoomEvent[] } } | null
  errors?: { message: string }[]
}

/** Asks again and again; the time between two requests is what the two ways of polling differ in. */
async function poll(connecting: Connecting, waitSeconds: number, everyMs: number): Promise<void> {
  while (!connecting.signal.aborted) {
    const variables = { ...variablesOf(connecting), waitSeconds }
    const response = await post(connecting, 'application/json', { query: page, variables })
    const { data, errors } = (await response.json()) as PageAnswer
    if (errors?.[0]) throw new RefusedError(errors[0].message)
    for (const event of data?.roomEvents.events ?? []) connecting.record.take(event)
    await pause(everyMs)
  }
}

/** As pages may poll at the most: once a second. */
export const polling: Transport = (connecting) => poll(connecting, 0, 1_000)

/** The server holds the answer back until there is news. */
export const longPolling: Transport = (connecting) => poll(connecting, 20, 20)

/** Server-Sent Events. */
export async function sse(connecting: Connecting): Promise<void> {
  const variables = variablesOf(connecting)
  const response = await post(connecting, 'text/event-stream', { query: subscription, variables })
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data:') && line.includes('{'))
      if (data) takeAnswer(connecting, JSON.parse(data.slice('data:'.length)))
    }
  }
}

/** graphql-transport-ws, spoken directly: no client library mends anything here. */
export function webSocket(connecting: Connecting): Promise<void> {
  const socket = new WebSocket(`${connecting.url().replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  const say = (message: object) => socket.send(JSON.stringify(message))
  const stop = () => socket.terminate()
  connecting.signal.addEventListener('abort', stop)
  return new Promise<void>((resolve, reject) => {
    socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${connecting.token}` } }))
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.type === 'connection_ack') {
        const payload = { query: subscription, variables: variablesOf(connecting) }
        say({ id: 'room', type: 'subscribe', payload })
      } else if (message.type === 'next') takeAnswer(connecting, message.payload)
      else if (message.type === 'error') reject(new RefusedError(JSON.stringify(message.payload)))
      else if (message.type === 'ping') say({ type: 'pong' })
      else if (message.type === 'complete') socket.terminate()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  }).finally(() => connecting.signal.removeEventListener('abort', stop))
}

function takeAnswer(
  { record }: Connecting,
  answer: { data?: { roomEvents: RoomEvent } | null; errors?: { message: string }[] },
) {
  if (answer.errors?.[0]) throw new RefusedError(answer.errors[0].message)
  if (answer.data) record.take(answer.data.roomEvents)
}

export const allTransports: Transport[] = [webSocket, sse, longPolling, polling]
