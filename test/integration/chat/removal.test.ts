import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { FollowedEvent } from '../../../apps/api/src/streams/event-log.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

// Hints are lost from the first one on, as when Redis is dead: what holds here holds without them.

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let bob: { ask: Ask; viewer: Viewer }

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 1000, withinMs: 1000 } })
  admin = await api.askAsAdmin()
  const credentials = { username: 'bob', password: 'long enough' }
  await admin('mutation ($input: AddUserInput!) { addUser(input: $input) { id } }', {
    input: { ...credentials, displayName: 'Bob', role: 'VIEWER' },
  })
  const { token } = await api.services.accounts.signIn(credentials, '192.0.2.9')
  const viewer = await api.services.accounts.authenticate(token)
  if (!viewer) throw new Error('Bob may not sign in.')
  bob = { ask: api.askAs(token), viewer }
  api.bus.publish = () => {}
})
afterAll(async () => {
  await api.close()
})

/** A room with Bob in it, who follows it in both ways that hold a connection. */
async function followedRoom(name: string) {
  const { data } = await admin('mutation ($name: String!) { createRoom(name: $name) { id headSeq } }', { name })
  const { id } = data.createRoom as { id: string }
  await bob.ask(`mutation { joinRoom(roomId: "${id}") { id } }`)
  const { headSeq } = (await bob.ask(`{ roomById(id: "${id}") { headSeq } }`)).data.roomById
  const { signal } = new AbortController()
  const events = await api.services.chat.followRoom(bob.viewer, id, { after: headSeq, signal })
  const heard: FollowedEvent[] = []
  const following = (async () => {
    for await (const event of events) heard.push(event)
  })()
  const ended = following.then(
    () => null,
    (error: Error & { code?: string }) => ({ code: error.code, message: error.message, at: Date.now() }),
  )
  const polled = api.services.chat
    .pollRoom(bob.viewer, id, { after: headSeq, waitSeconds: 25, signal })
    .catch((error: Error & { code?: string }) => ({ code: error.code }))
  return { id, heard, ended, polled }
}

const say = (roomId: string, text: string) =>
  admin('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { seq } }', { input: { roomId, text } })

test('who is removed hears nothing after a second, although every hint is lost', async () => {
  const { id, heard, ended, polled } = await followedRoom('removal')
  const { errors } = await admin(
    `mutation { removeRoomMember(roomId: "${id}", userId: "${bob.viewer.userId}", reason: "off to sea") { id } }`,
  )
  expect(errors).toEqual([])
  const removedAt = Date.now()
  const end = await ended
  expect(end).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('off to sea') })
  // A beat of the hubs is a second; a busy machine gets another one.
  expect((end?.at ?? 0) - removedAt).toBeLessThan(2_000)
  await say(id, 'among us')
  expect(await polled).toMatchObject({ code: 'FORBIDDEN' })
  expect(heard.filter(({ kind }) => kind === 'MESSAGE')).toEqual([])
  expect((await bob.ask(`{ roomById(id: "${id}") { lastMessage { id } isMember } }`)).data.roomById).toEqual({
    lastMessage: null,
    isMember: false,
  })
})

test('connections that an admin closes end with the reason; those of other rooms go on', async () => {
  const [closed, other] = [await followedRoom('closed'), await followedRoom('other')]
  const close = (as: Ask, userId: string | null) =>
    as(
      'mutation ($room: ID!, $user: ID) { closeRoomConnections(roomId: $room, userId: $user, reason: "maintenance") }',
      {
        room: closed.id,
        user: userId,
      },
    )
  expect((await close(bob.ask, null)).errors[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await close(admin, null)).errors).toEqual([])
  expect(await closed.ended).toMatchObject({ code: 'DISCONNECTED', message: expect.stringContaining('maintenance') })
  expect(await closed.polled).toMatchObject({ code: 'DISCONNECTED' })
  await say(other.id, 'still here')
  expect(await other.polled).toMatchObject({ events: [expect.objectContaining({ kind: 'MESSAGE' })] })
  // They may come back at once.
  const again = await api.services.chat.pollRoom(bob.viewer, closed.id, {
    after: 0,
    signal: new AbortController().signal,
  })
  expect(again.events.length).toBeGreaterThan(0)
})
