import { EventEmitter, once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createSmallApp } from '../../testing/small-app.ts'
import { limitMessages } from './socket-limits.ts'

const small = createSmallApp({ sockets: { perAddress: 4, perUser: 2 } })
let url = ''
const sockets: WebSocket[] = []
beforeAll(async () => {
  url = `${(await small.app.start(0, '127.0.0.1')).url.replace('http', 'ws')}/graphql`
})
afterAll(async () => {
  for (const socket of sockets) socket.terminate()
  await small.app.stop({ graceMs: 500 })
  small.close()
})

function open() {
  const socket = new WebSocket(url, 'graphql-transport-ws')
  sockets.push(socket)
  return socket
}

/** The code with which it was closed, or `acknowledged`. */
async function signIn(user: string) {
  const socket = open()
  const closed = once(socket, 'close').then(([code]) => code as number)
  const acknowledged = once(socket, 'message').then(() => 'acknowledged' as const)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer t-${user}` } }))
  return { socket, answer: await Promise.race([closed, acknowledged]), closed }
}

test('sockets are counted by user and by address, and one that closes makes room', async () => {
  const first = await signIn('ada')
  expect([first.answer, (await signIn('ada')).answer]).toEqual(['acknowledged', 'acknowledged'])
  expect((await signIn('ada')).answer).toBe(1013)
  expect([(await signIn('bob')).answer, (await signIn('bob')).answer]).toEqual(['acknowledged', 'acknowledged'])
  const [refused] = await once(open(), 'error')
  expect(String(refused)).toContain('429')
  first.socket.close()
  await first.closed
  await expect.poll(async () => (await signIn('ada')).answer).toBe('acknowledged')
})

test('a socket that floods is closed; the others go on', async () => {
  for (const socket of sockets) socket.terminate()
  await expect.poll(async () => (await signIn('bob')).answer).toBe('acknowledged')
  const { socket, closed } = await signIn('ada')
  for (let n = 0; n < 520; n += 1) socket.send('{"type":"ping"}')
  expect(await closed).toBe(4429)
  const other = sockets.find((candidate) => candidate !== socket && candidate.readyState === WebSocket.OPEN)
  other?.send('{"type":"ping"}')
  expect(String((await once(other ?? expect.fail('no other'), 'message'))[0])).toContain('pong')
})

const fakeSocket = () => {
  const told = { cut: 0 }
  const socket = Object.assign(new EventEmitter(), { bufferedAmount: 0, terminate: () => void told.cut++ })
  return { socket, told }
}

test('frames of the protocol that are answered count as well', () => {
  const { socket } = fakeSocket()
  let flooded = 0
  limitMessages(
    socket as never,
    () => void flooded++,
    undefined,
    () => 0,
  )
  for (let n = 0; n < 500; n += 1) socket.emit('ping')
  expect(flooded).toBe(0)
  for (let n = 0; n < 5; n += 1) socket.emit('ping')
  expect(flooded).toBe(1)
})

test('a peer that asks on and reads nothing is cut', () => {
  const { socket, told } = fakeSocket()
  limitMessages(socket as never, () => expect.fail('it is not fast'))
  socket.bufferedAmount = 1_000_000
  socket.emit('message')
  expect(told.cut).toBe(0)
  socket.bufferedAmount = 100_000_000
  socket.emit('ping')
  expect(told.cut).toBe(1)
})
