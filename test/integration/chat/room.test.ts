import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../../apps/api/src/modules/kernel/viewer.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

const MESSAGE = `id seq changedSeq clientId text revision editedAt deletedAt threadId mentionsEveryone mentionedUserIds
  author { id username displayName } replyTo { id text deleted author { username } } reactions { emoji count names } card { __typename }`
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { ${MESSAGE} } }`
const EVENTS = `query ($roomId: ID!, $after: Int!) {
  roomEvents(roomId: $roomId, after: $after, limit: 500) {
    headSeq epoch reset events { seq kind epoch actor { username } message { ${MESSAGE} } notice { kind text user { username } } }
  }
}`
const HISTORY = `query ($id: ID!, $before: Int, $after: Int, $around: Int, $first: Int) {
  roomById(id: $id) { messages(before: $before, after: $after, around: $around, first: $first) {
    headSeq epoch hasOlder hasNewer messages { ${MESSAGE} }
  } }
}`

interface Person {
  ask: Ask
  id: string
  username: string
}

let api: Awaited<ReturnType<typeof openTestApi>>
let alice: Person
let bob: Person
let admin: Person

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 1000, withinMs: 1000 } })
  admin = await person(await api.askAsAdmin())
  alice = await person(await api.askAsRole('DEVELOPER'))
  bob = await person(await api.askAsRole('VIEWER'))
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

async function person(ask: Ask): Promise<Person> {
  return { ask, ...(await ask('{ viewer { id username } }')).data.viewer }
}

let rooms = 0
/** A room with the people in it. */
async function roomOf(...people: Person[]): Promise<string> {
  const [first, ...others] = people
  const { data } = await (first as Person).ask('mutation ($name: String!) { createRoom(name: $name) { id } }', {
    name: `room ${++rooms}`,
  })
  for (const other of others) await other.ask(`mutation { joinRoom(roomId: "${data.createRoom.id}") { id } }`)
  return data.createRoom.id
}

async function send(who: Person, roomId: string, text: string, more: Record<string, unknown> = {}) {
  const { data, errors } = await who.ask(SEND, { input: { roomId, text, ...more } })
  expect(errors).toEqual([])
  return data.sendMessage
}

const codes = ({ errors }: Awaited<ReturnType<Ask>>) => errors.map((error) => error.extensions.code)

describe('rooms', () => {
  test('general is there from the start, with everybody in it, and nobody can leave it', async () => {
    const { data } = await bob.ask('{ room(name: "General") { id name everyone isMember memberCount unreadCount } }')
    expect(data.room).toMatchObject({ name: 'general', everyone: true, isMember: true, memberCount: 3 })
    const left = await bob.ask(`mutation { leaveRoom(roomId: "${data.room.id}") { id } }`)
    expect(codes(left)).toEqual(['CONFLICT'])
  })

  test('names are unique whatever their case and width, and are told so', async () => {
    await alice.ask('mutation { createRoom(name: "Ｓhip room") { id } }')
    const again = await bob.ask('mutation { createRoom(name: "ship ROOM") { id } }')
    expect(codes(again)).toEqual(['CONFLICT'])
    expect(again.errors[0]?.message).toContain('ship ROOM')
  })

  test.each(['', '   ', 'x'.repeat(81), 'a\nb', 'a\u202eb', 'a\0b'])('refuses the name %j', async (name) => {
    const refused = await alice.ask('mutation ($name: String!) { createRoom(name: $name) { id } }', { name })
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
  })

  test('what is said is for members only, that the room is there for everybody', async () => {
    const roomId = await roomOf(alice)
    await send(alice, roomId, 'secret')
    const seen = await bob.ask(`{ roomById(id: "${roomId}") { name isMember lastMessage { text } memberCount } }`)
    expect(seen.data.roomById).toMatchObject({ isMember: false, lastMessage: null, memberCount: 1 })
    expect(codes(await bob.ask(EVENTS, { roomId, after: 0 }))).toEqual(['FORBIDDEN'])
    expect(codes(await bob.ask(HISTORY, { id: roomId }))).toEqual(['FORBIDDEN'])
    expect(codes(await bob.ask(SEND, { input: { roomId, text: 'hello?' } }))).toEqual(['FORBIDDEN'])
  })

  test('who was removed can neither read nor write nor join, until they are added again', async () => {
    const roomId = await roomOf(alice, bob)
    const remove = `mutation { removeRoomMember(roomId: "${roomId}", userId: "${bob.id}", reason: "spam") { memberCount } }`
    expect(codes(await alice.ask(remove))).toEqual(['FORBIDDEN'])
    expect((await admin.ask(remove)).data.removeRoomMember.memberCount).toBe(1)
    expect(codes(await bob.ask(SEND, { input: { roomId, text: 'still here' } }))).toEqual(['FORBIDDEN'])
    expect(codes(await bob.ask(`mutation { joinRoom(roomId: "${roomId}") { id } }`))).toEqual(['FORBIDDEN'])
    await admin.ask(`mutation { addRoomMember(roomId: "${roomId}", userId: "${bob.id}") { id } }`)
    await send(bob, roomId, 'back')
  })

  test('coming and going is told in the log', async () => {
    const roomId = await roomOf(alice, bob)
    await bob.ask(`mutation { joinRoom(roomId: "${roomId}") { id } }`)
    await bob.ask(`mutation { leaveRoom(roomId: "${roomId}") { id } }`)
    const { data } = await alice.ask(EVENTS, { roomId, after: 0 })
    expect(data.roomEvents.events.map((e: { notice: unknown }) => e.notice)).toMatchObject([
      { kind: 'CREATED' },
      { kind: 'JOINED', user: { username: bob.username } },
      { kind: 'LEFT', user: { username: bob.username } },
    ])
  })
})

describe('messages', () => {
  test('seqs are 1, 2, 3 … in the order of the commits, also when many send at once', async () => {
    const roomId = await roomOf(alice, bob)
    const before = (await alice.ask(EVENTS, { roomId, after: 0 })).data.roomEvents.headSeq
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, i) => send(i % 2 ? alice : bob, roomId, `message ${i}`)),
    )
    const seqs = sent.map(({ seq }) => seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 60 }, (_, i) => before + 1 + i))
    const { data } = await bob.ask(EVENTS, { roomId, after: before })
    const bySeq = new Map(sent.map((message) => [message.seq, message.text]))
    expect(data.roomEvents.events.map((e: { message: { text: string } }) => e.message.text)).toEqual(
      seqs.map((seq) => bySeq.get(seq)),
    )
  })

  test('the same clientId is the same message, one after the other and at once', async () => {
    const roomId = await roomOf(alice)
    const first = await send(alice, roomId, 'once', { clientId: 'c1' })
    expect(await send(alice, roomId, 'twice?', { clientId: 'c1' })).toEqual(first)
    const twins = await Promise.all([1, 2, 3].map(() => send(alice, roomId, 'same', { clientId: 'c2' })))
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1)
    expect((await alice.ask(EVENTS, { roomId, after: first.seq })).data.roomEvents.events).toHaveLength(1)
  })

  test('two people may use the same clientId', async () => {
    const roomId = await roomOf(alice, bob)
    const [a, b] = [
      await send(alice, roomId, 'a', { clientId: 'same' }),
      await send(bob, roomId, 'b', { clientId: 'same' }),
    ]
    expect(a.id).not.toBe(b.id)
  })

  test('one bad message among many at once spoils none of the others', async () => {
    const roomId = await roomOf(alice)
    const bad = { input: { roomId, text: 'reply', replyToId: '00000000-0000-7000-8000-000000000000' } }
    const [a, refused, b] = await Promise.all([
      send(alice, roomId, 'a'),
      alice.ask(SEND, bad),
      send(alice, roomId, 'b'),
    ])
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
    expect([a.text, b.text]).toEqual(['a', 'b'])
  })

  test('people are called by their usernames, everybody by @all, and nobody in code or in addresses', async () => {
    const roomId = await roomOf(alice, bob)
    const called = await send(alice, roomId, `hi @${bob.username.toUpperCase()}, and @all`)
    expect(called).toMatchObject({ mentionedUserIds: [bob.id], mentionsEveryone: true })
    const quiet = await send(alice, roomId, `\`@${bob.username}\` mail@${bob.username} @nobody`)
    expect(quiet).toMatchObject({ mentionedUserIds: [], mentionsEveryone: false })
    expect(await send(bob, roomId, '@everyone')).toMatchObject({ mentionsEveryone: false })
  })

  test('a reply quotes, and joins the thread of what it replies to', async () => {
    const roomId = await roomOf(alice, bob)
    const first = await send(alice, roomId, 'question')
    const answer = await send(bob, roomId, 'answer', { replyToId: first.id })
    expect(answer).toMatchObject({ threadId: first.id, replyTo: { id: first.id, text: 'question' } })
    expect(await send(alice, roomId, 'thanks', { replyToId: answer.id })).toMatchObject({ threadId: first.id })
    await alice.ask(`mutation { deleteMessage(id: "${first.id}") { id } }`)
    const { data } = await bob.ask(HISTORY, { id: roomId })
    const quote = data.roomById.messages.messages.find((m: { id: string }) => m.id === answer.id).replyTo
    expect(quote).toMatchObject({ text: '', deleted: true })
  })

  test('editing, reacting and deleting are events; the tables hold what a replay gives', async () => {
    const roomId = await roomOf(alice, bob)
    const { id } = await send(alice, roomId, 'first')
    const edit = (who: Person, text: string) =>
      who.ask(`mutation ($text: String!) { editMessage(id: "${id}", text: $text) { ${MESSAGE} } }`, { text })
    expect((await edit(alice, 'second')).data.editMessage).toMatchObject({ text: 'second', revision: 2 })
    expect((await edit(alice, 'second')).data.editMessage).toMatchObject({ revision: 2 })
    expect(codes(await edit(bob, 'mine'))).toEqual(['FORBIDDEN'])
    const react = (who: Person, emoji: string, field = 'addReaction') =>
      who.ask(
        `mutation ($emoji: String!) { ${field}(messageId: "${id}", emoji: $emoji) { reactions { emoji count } } }`,
        {
          emoji,
        },
      )
    await react(bob, '👍')
    await react(bob, '👍')
    await react(alice, '👍')
    await react(alice, '❤️')
    expect((await react(alice, '👍', 'removeReaction')).data.removeReaction.reactions).toEqual([
      { emoji: '👍', count: 1 },
      { emoji: '❤️', count: 1 },
    ])
    for (const emoji of ['', 'ok', '👍👍', '1', '<b>'])
      expect(codes(await react(bob, emoji))).toEqual(['BAD_USER_INPUT'])
    const second = await send(bob, roomId, 'to be deleted')
    const remove = (who: Person) => who.ask(`mutation { deleteMessage(id: "${second.id}") { text deletedAt } }`)
    expect(codes(await remove(alice))).toEqual(['FORBIDDEN'])
    expect((await remove(bob)).data.deleteMessage).toMatchObject({ text: '', deletedAt: expect.any(String) })
    await remove(bob)

    const { events, headSeq } = (await bob.ask(EVENTS, { roomId, after: 0 })).data.roomEvents
    expect(events.map((e: { seq: number }) => e.seq)).toEqual(Array.from({ length: headSeq }, (_, i) => i + 1))
    expect(events.map((e: { kind: string }) => e.kind)).toEqual(
      'SYSTEM SYSTEM MESSAGE EDIT REACTION REACTION REACTION REACTION MESSAGE DELETE'.split(' '),
    )
    const replayed = new Map<string, unknown>()
    for (const { message } of events) if (message) replayed.set(message.id, message)
    const history = (await bob.ask(HISTORY, { id: roomId })).data.roomById.messages
    expect(history.messages).toEqual([...replayed.values()])
    expect(history.headSeq).toBe(headSeq)
  })

  test('history pages before, after and around a seq', async () => {
    const roomId = await roomOf(alice)
    const sent: { seq: number }[] = []
    for (let i = 0; i < 30; i++) sent.push(await send(alice, roomId, `${i}`))
    const read = async (args: Record<string, number>) => {
      const { messages, hasOlder, hasNewer } = (await alice.ask(HISTORY, { id: roomId, ...args })).data.roomById
        .messages
      return [messages.map((m: { text: string }) => Number(m.text)), hasOlder, hasNewer]
    }
    const seqOf = (i: number) => sent[i]?.seq ?? 0
    expect(await read({ first: 3 })).toEqual([[27, 28, 29], true, false])
    expect(await read({ first: 3, before: seqOf(3) })).toEqual([[0, 1, 2], false, true])
    expect(await read({ first: 3, after: seqOf(26) })).toEqual([[27, 28, 29], true, false])
    expect(await read({ first: 4, around: seqOf(10) })).toEqual([[8, 9, 10, 11], true, true])
    expect(codes(await alice.ask(HISTORY, { id: roomId, before: 1, after: 1 }))).toEqual(['BAD_USER_INPUT'])
    expect(codes(await alice.ask(HISTORY, { id: roomId, first: 0 }))).toEqual(['BAD_USER_INPUT'])
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['more than 8 KB', '界'.repeat(2731)],
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
  ])('refuses %s, with the field', async (_name, text) => {
    const roomId = await roomOf(alice)
    const refused = await alice.ask(SEND, { input: { roomId, text } })
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.text' }] })
  })
})

describe('read markers', () => {
  test('only grow; unread is what others wrote behind them and did not delete', async () => {
    const roomId = await roomOf(alice, bob)
    const unread = async (who: Person) =>
      (await who.ask(`{ roomById(id: "${roomId}") { readSeq unreadCount mentionCount } }`)).data.roomById
    const [one, two] = [await send(alice, roomId, 'one'), await send(alice, roomId, `two @${bob.username}`)]
    await send(bob, roomId, 'mine')
    expect(await unread(bob)).toMatchObject({ unreadCount: 2, mentionCount: 1 })
    const mark = (seq: number) =>
      bob.ask(`mutation { markRead(roomId: "${roomId}", seq: ${seq}) { readSeq unreadCount } }`)
    expect((await mark(one.seq)).data.markRead).toEqual({ readSeq: one.seq, unreadCount: 1 })
    expect((await mark(1)).data.markRead).toEqual({ readSeq: one.seq, unreadCount: 1 })
    await alice.ask(`mutation { deleteMessage(id: "${two.id}") { id } }`)
    expect(await unread(bob)).toMatchObject({ unreadCount: 0, mentionCount: 0 })
    expect(codes(await mark(10_000))).toEqual(['BAD_USER_INPUT'])
    expect(codes(await mark(-1))).toEqual(['BAD_USER_INPUT'])
  })
})

test('five messages in five seconds, then a clear error with the wait', async () => {
  const strict = await openTestApi()
  try {
    const ask = await strict.askAsRole('DEVELOPER' satisfies Role)
    const roomId = (await ask('{ room(name: "general") { id } }')).data.room.id
    const answers = await Promise.all(
      Array.from({ length: 7 }, (_, i) => ask(SEND, { input: { roomId, text: `${i}`, clientId: `c${i}` } })),
    )
    const refused = answers.filter(({ errors }) => errors.length > 0)
    expect(refused).toHaveLength(2)
    for (const { errors } of refused) {
      expect(errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
      expect(errors[0]?.extensions.retryAfterMs).toBeLessThanOrEqual(5000)
    }
    // What was sent before is still the same message, limit or not.
    expect((await ask(SEND, { input: { roomId, text: '0', clientId: 'c0' } })).data.sendMessage.text).toBe('0')
    expect(strict.faults).toEqual([])
  } finally {
    await strict.close()
  }
})
