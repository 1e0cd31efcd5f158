import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { RoomEvent } from '../../../apps/web/src/features/chat/message.ts'
import { roomSource } from '../../../apps/web/src/features/chat/room-stream.ts'
import { type TransportKind, transportKinds } from '../../../apps/web/src/graphql/live/carrier.ts'
import type { FollowStatus } from '../../../apps/web/src/graphql/live/follow-status.ts'
import { createLive } from '../../../apps/web/src/graphql/live/live.ts'
import { freePort, type SendoffProcess, startProcess } from '../../support/processes.ts'
import { type Caller, createCaller } from '../../support/topology/caller.ts'

// The page's own way to a room, without a browser: the same code over a real server.

const ADMIN_PASSWORD = 'correct horse battery staple'
let directory: string
let server: SendoffProcess
let port: number
let caller: Caller
let roomId: string

const start = () =>
  startProcess({
    entry: 'main',
    port,
    env: {
      SENDOFF_DATA: join(directory, 'data'),
      SENDOFF_ADMIN_PASSWORD: ADMIN_PASSWORD,
      SENDOFF_MESSAGES_PER_5S: '1000',
    },
  })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sendoff-client-'))
  port = await freePort()
  server = await start()
  const { signIn } = await createCaller('').ask<{ signIn: { token: string } }>(
    server.url,
    `mutation { signIn(username: "admin", password: "${ADMIN_PASSWORD}") { token } }`,
  )
  caller = createCaller(signIn.token)
  const { room } = await caller.ask<{ room: { id: string } }>(server.url, '{ room(name: "general") { id } }')
  roomId = room.id
})
afterAll(async () => {
  await server?.stop()
  await rm(directory, { recursive: true, force: true })
})

const say = async (text: string): Promise<number> => {
  const { sendMessage } = await caller.ask<{ sendMessage: { seq: number } }>(
    server.url,
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { seq } }',
    { input: { roomId, text, clientId: text.replaceAll(' ', '-') } },
  )
  return sendMessage.seq
}

/** Somebody who listens with the page's code, over one transport. */
function listen(pinned: TransportKind, after = 0) {
  const authorization = `Bearer ${caller.token}`
  const live = createLive({
    pinned,
    door: { url: `${server.url}/graphql`, headers: { authorization }, fetch },
    socket: {
      url: `${server.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    },
    surroundings: { now: Date.now, isOnline: () => true, onWake: () => () => {}, random: Math.random },
    isHidden: () => false,
    isNarrow: () => false,
  })
  const events: RoomEvent[] = []
  const statuses: FollowStatus[] = []
  let news = () => {}
  const follower = live.follow(
    roomSource(roomId),
    { after, epoch: null },
    {
      onEvent(event) {
        events.push(event)
        news()
      },
      onStatus(status) {
        statuses.push(status)
        news()
      },
    },
  )
  return {
    live,
    follower,
    events,
    async until(what: (status: FollowStatus) => boolean) {
      while (!what(follower.status)) await new Promise<void>((resolve) => (news = resolve))
    },
    stop() {
      follower.stop()
      live.stop()
    },
  }
}

const texts = (events: RoomEvent[]) => events.flatMap(({ message }) => (message ? [message.text] : []))

describe.each(transportKinds)('over %s', (kind) => {
  test('everything comes once and in order, over cuts and a server that is killed', async () => {
    const said = Array.from({ length: 12 }, (_, i) => `${kind} ${i}`)
    const after = await say(`before ${kind}`)
    const listener = listen(kind, after)
    await listener.until(({ state }) => state === 'live')
    for (const text of said.slice(0, 4)) await say(text)
    listener.follower.cut()
    for (const text of said.slice(4, 8)) await say(text)
    await server.kill()
    server = await start()
    let head = 0
    for (const text of said.slice(8)) head = await say(text)
    await listener.until(({ cursor }) => cursor >= head)
    listener.stop()
    expect(texts(listener.events)).toEqual(said)
    expect(listener.follower.status.transport).toBe(kind)
  })

  test('who is disconnected stays so, knows why, and misses nothing when they come back', async () => {
    const after = await say(`quiet ${kind}`)
    const listener = listen(kind, after)
    const said: string[] = []
    const tell = async () => {
      said.push(`${kind} said ${said.length}`)
      const seq = await say(said.at(-1) ?? '')
      await listener.until(({ state, cursor }) => state === 'closed' || cursor >= seq)
    }
    await tell()
    // Between two requests of long polling there is nothing to close, so it may take more than one try; plain polling never
    // holds a connection.
    for (let tries = 0; listener.follower.status.state !== 'closed' && kind !== 'polling'; tries++) {
      expect(tries).toBeLessThan(50)
      await caller.ask(server.url, `mutation { closeRoomConnections(roomId: "${roomId}", reason: "tidying up") }`)
      await tell()
    }
    if (kind !== 'polling') {
      expect(listener.follower.status).toMatchObject({ code: 'DISCONNECTED', reason: 'tidying up' })
      listener.follower.resume()
    }
    await tell()
    listener.stop()
    expect(texts(listener.events)).toEqual(said)
  })
})

test('switching between all four on the way loses and doubles nothing', async () => {
  const after = await say('before switching')
  const listener = listen('websocket', after)
  const said: string[] = []
  let head = 0
  for (const kind of [...transportKinds, ...transportKinds.toReversed()]) {
    listener.live.choice.pin(kind)
    for (let i = 0; i < 3; i++) {
      said.push(`switched ${said.length}`)
      head = await say(said.at(-1) ?? '')
    }
  }
  await listener.until(({ cursor }) => cursor >= head)
  listener.stop()
  expect(texts(listener.events)).toEqual(said)
})
