import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listener, listen, type Transport } from '../../support/chat/listener.ts'
import { type ChatScene, openChatScene } from '../../support/chat/scene.ts'
import { type Speaker, speak } from '../../support/chat/speaker.ts'
import { allTransports, longPolling, sse, webSocket } from '../../support/chat/transports.ts'
import { expectSameTruth, logOf } from '../../support/chat/truth.ts'
import { createCaller } from '../../support/topology/caller.ts'

// A reader that was idle for as long as a laptop's lid is closed: SENDOFF_TEST_CHAT_IDLE_SECONDS=15, or 180.
const IDLE_SECONDS = Number(process.env.SENDOFF_TEST_CHAT_IDLE_SECONDS ?? 1)
const timeout = 120_000 + 2 * IDLE_SECONDS * 1_000

let scene: ChatScene
let roomId = ''
beforeAll(async () => {
  scene = await openChatScene({ people: 8, seed: 1 })
  roomId = await scene.openRoom('reconnect')
})
afterAll(() => scene?.close())

/** Says so many texts at once; resolves with the last seq. */
async function say(room: string, count: number): Promise<number> {
  const { ask } = createCaller(scene.personAt(0).token)
  const seqs = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const { sendMessage } = await ask<{ sendMessage: { seq: number } }>(
        scene.balancer.url,
        'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { seq } }',
        { i: { roomId: room, text: `text ${n}` } },
      )
      return sendMessage.seq
    }),
  )
  return Math.max(...seqs)
}

const headOf = async (room: string) => (await logOf(scene.database, room)).length
const url = () => scene.balancer.url
const follow = (transport: Transport, options: { after: number; replayAtMost?: number; node?: () => string }) =>
  listen(transport, { url: options.node ?? url, token: scene.personAt(1).token, roomId, ...options })
const seqsOf = ({ events }: Listener) => events.map(({ seq }) => seq)
const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

describe('a reader that comes back has what it missed', () => {
  test.each(allTransports.map((transport) => [transport.name, transport] as const))(
    '%s: at once, twice, after idling, and on the other node',
    { timeout },
    async (_, transport) => {
      const start = await headOf(roomId)
      let node = 0
      const reader = follow(transport, { after: start, node: () => scene.nodes[node]?.url ?? '' })
      await reader.reach(await say(roomId, 3))
      await reader.stop()

      // What was said before it came back the first time, and nothing before the second.
      const said = await say(roomId, 2)
      const again = follow(transport, { after: reader.position })
      await again.reach(said)
      await again.stop()
      const twice = follow(transport, { after: again.position })
      await twice.reach(await say(roomId, 1))
      await twice.stop()

      await pause(IDLE_SECONDS * 1_000)
      const idle = follow(transport, { after: twice.position })
      await pause(IDLE_SECONDS * 1_000)
      await idle.reach(await say(roomId, 1))
      await idle.stop()

      node = 1
      const missed = await say(roomId, 4)
      const moved = follow(transport, { after: idle.position, node: () => scene.nodes[node]?.url ?? '' })
      await moved.reach(missed)
      await moved.stop()
      const parts = [reader, again, twice, idle, moved]
      expect(parts.flatMap(seqsOf)).toEqual(between(start + 1, missed))
      expect(parts.flatMap(({ faults, holes }) => [...faults, ...holes])).toEqual([])
    },
  )
})

describe('what was missed is replayed up to the limit that the reader names', () => {
  const pushing: Transport[] = [webSocket, sse]
  test.each([299, 300])('%d missed events come one by one', async (missed) => {
    const start = await headOf(roomId)
    const head = await say(roomId, missed)
    for (const transport of [...pushing, longPolling]) {
      const reader = follow(transport, { after: start, replayAtMost: 300 })
      await reader.reach(head)
      await reader.stop()
      expect(reader.holes).toEqual([])
      expect(reader.faults).toEqual([])
      expect(seqsOf(reader)).toEqual(between(start + 1, head))
    }
  })

  test('301 missed events are told as a hole, and only the newest come', async () => {
    const start = await headOf(roomId)
    const head = await say(roomId, 301)
    for (const transport of pushing) {
      const reader = follow(transport, { after: start, replayAtMost: 300 })
      await reader.reach(head)
      await reader.stop()
      expect(reader.faults).toEqual([])
      const [hole, ...others] = reader.holes
      expect(others).toEqual([])
      expect(hole?.fromSeq).toBe(start + 1)
      expect(seqsOf(reader)).toEqual(between((hole?.toSeq ?? 0) + 1, head))
      expect(reader.events.length).toBeGreaterThan(0)
    }
  })
})

test('seven watch two rooms while fifty others come and go all the time: nobody misses anything', {
  timeout,
}, async () => {
  const rooms = await Promise.all([scene.openRoom('churn one'), scene.openRoom('churn two')])
  const watchers = rooms.map((room) =>
    Array.from({ length: 7 }, (_, n) =>
      listen(allTransports[n % allTransports.length] ?? webSocket, {
        url,
        token: scene.personAt(n).token,
        roomId: room,
        after: 0,
      }),
    ),
  )
  let churning = true
  let visits = 0
  const visitors = Array.from({ length: 50 }, async (_, n) => {
    while (churning) {
      const visitor = listen(n % 2 === 0 ? webSocket : sse, {
        url,
        token: scene.personAt(n).token,
        roomId: rooms[n % 2] ?? '',
        after: 0,
      })
      // Some leave before they heard anything, others in the middle.
      await pause(20 + (n % 10) * 30)
      await visitor.stop()
      expect(visitor.faults).toEqual([])
      visits += 1
    }
  })
  const speakers: Speaker[][] = rooms.map((room, r) =>
    [0, 1, 2].map((n) => speak({ url, token: scene.personAt(n).token, roomId: room, name: `${r}-${n}`, everyMs: 100 })),
  )
  await pause(5_000)
  await Promise.all(speakers.flat().map((speaker) => speaker.finish()))
  churning = false
  await Promise.all(visitors)
  for (const [r, room] of rooms.entries()) {
    await expectSameTruth(await logOf(scene.database, room), watchers[r] ?? [], speakers[r] ?? [])
  }
  expect(visits).toBeGreaterThan(200)
  await Promise.all(watchers.flat().map((watcher) => watcher.stop()))
})
