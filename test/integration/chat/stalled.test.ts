import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { listen } from '../../support/chat/listener.ts'
import { type ChatScene, openChatScene } from '../../support/chat/scene.ts'
import { speak } from '../../support/chat/speaker.ts'
import { webSocket } from '../../support/chat/transports.ts'
import { delaysSince, expectSameTruth, logOf, percentile } from '../../support/chat/truth.ts'
import { keptBytes } from '../../support/inspector.ts'

// 200 readers: SENDOFF_TEST_CHAT_CLIENTS=200.
const READERS = Number(process.env.SENDOFF_TEST_CHAT_CLIENTS ?? 20)
const STALLED = 5
const MEGABYTE = 2 ** 20

let scene: ChatScene
beforeAll(async () => {
  scene = await openChatScene({ people: 10, seed: 1 })
})
afterAll(() => scene?.close())

/** Subscribes many times, and reads nothing from then on. */
async function stall(url: string, token: string, roomId: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }))
  await new Promise((resolve) => socket.once('message', resolve))
  const query = 'subscription ($id: ID!) { roomEvents(roomId: $id, after: 0) { seq kind epoch message { text } } }'
  for (let n = 0; n < 40; n++) {
    socket.send(JSON.stringify({ id: `${n}`, type: 'subscribe', payload: { query, variables: { id: roomId } } }))
  }
  socket.pause()
  return socket
}

test('clients that read nothing delay nobody and cost bounded memory', async () => {
  const roomId = await scene.openRoom('stalled')
  const node = scene.nodes[0]
  const url = () => node?.url ?? ''
  const listeners = Array.from({ length: READERS }, (_, n) =>
    listen(webSocket, { url, token: scene.personAt(n).token, roomId, after: 0 }),
  )
  const speakers = Array.from({ length: 10 }, (_, n) =>
    speak({ url, token: scene.personAt(n).token, roomId, name: `${n}`, everyMs: 100, bytes: 4_000 }),
  )
  const medianSince = async (ms: number) => {
    const from = performance.now()
    await pause(ms)
    return percentile(delaysSince(from, listeners, speakers), 0.5)
  }
  await pause(1_500)
  const before = { delay: await medianSince(4_000), bytes: await keptBytes(node?.pid ?? 0) }
  const stalled = await Promise.all(
    Array.from({ length: STALLED }, (_, n) => stall(url(), scene.personAt(n).token, roomId)),
  )
  await pause(1_000)
  const after = { delay: await medianSince(6_000), bytes: await keptBytes(node?.pid ?? 0) }
  await Promise.all(speakers.map((speaker) => speaker.finish()))
  const grown = (after.bytes - before.bytes) / MEGABYTE
  console.log(`median delay ${before.delay.toFixed(0)} → ${after.delay.toFixed(0)} ms, memory + ${grown.toFixed(0)} MB`)
  await expectSameTruth(await logOf(scene.database, roomId), listeners, speakers)
  expect(after.delay).toBeLessThan(Math.max(100, before.delay * 3))
  // 400 KB a second for each of 200 subscriptions: kept for them, it would be more than 500 MB by now.
  expect(grown).toBeLessThan(150)
  for (const socket of stalled) socket.terminate()
  await Promise.all(listeners.map((listener) => listener.stop()))
})
