import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PRESENCE_TIMES, type PresenceTimes } from '../../../apps/api/src/modules/chat/presence-times.ts'
import { createInProcessBus } from '../../../apps/api/src/platform/bus/in-process-bus.ts'
import type { Ask } from '../../support/execute.ts'
import { openTestApi } from '../../support/execute.ts'

type Api = Awaited<ReturnType<typeof openTestApi>>

const PRESENCE = `roomId onlineCount online(first: 100) { id } typing { id } notices { id kind names more }`
const FOLLOW = `subscription ($roomId: ID!) { roomPresence(roomId: $roomId) { ${PRESENCE} } }`
const KEEP = `mutation ($roomId: ID!, $connectionId: String!) { keepPresence(roomId: $roomId, connectionId: $connectionId) { ${PRESENCE} } }`

interface Snapshot {
  onlineCount: number
  online: { id: string }[]
  typing: { id: string }[]
  notices: { id: string; kind: string; names: string[]; more: number }[]
}

const times: PresenceTimes = {
  ...PRESENCE_TIMES,
  leaseMs: 1_500,
  refreshMs: 400,
  leaveMs: 700,
  mergeMs: 300,
  typingMs: 600,
  rereadMs: 300,
}

interface Person {
  id: string
  token: string
  ask: Ask
}

let api: Api
/** Another node over the same database, with a bus of its own: no hint ever reaches the first one. */
let far: Api
const nodes: Api[] = []
const open: AbortController[] = []

async function node(over: Partial<PresenceTimes> = {}): Promise<Api> {
  const one = await openTestApi({
    ...(api && { database: api.database, bus: createInProcessBus() }),
    presenceTimes: { ...times, ...over },
  })
  nodes.push(one)
  return one
}

beforeAll(async () => {
  api = await node()
  far = await node()
})
afterEach(() => {
  for (const one of open.splice(0)) one.abort()
})
afterAll(async () => {
  for (const { faults } of nodes) expect(faults).toEqual([])
  for (const one of nodes.reverse()) await one.close()
})

async function enter(): Promise<Person> {
  const token = await api.enterAs('DEVELOPER')
  const ask = api.askAs(token)
  return { token, ask, id: (await ask('{ viewer { id } }')).data.viewer.id }
}

let rooms = 0
async function roomOf(...people: Person[]): Promise<string> {
  const [first, ...others] = people
  const { data } = await (first as Person).ask(`mutation { createRoom(name: "presence ${++rooms}") { id } }`)
  for (const { ask } of others) await ask(`mutation { joinRoom(roomId: "${data.createRoom.id}") { id } }`)
  return data.createRoom.id
}

/** A window with the room open. */
function look(person: Person, roomId: string, on: Api = api) {
  const ending = new AbortController()
  open.push(ending)
  const values = on.follow(person.token, FOLLOW, { roomId }, ending.signal)
  const seen: Snapshot[] = []
  const failure = (async () => {
    for await (const { roomPresence } of values) seen.push(roomPresence)
    return null
  })().catch((error) => error)
  return {
    seen,
    failure,
    notices: () => [...new Map(seen.flatMap(({ notices }) => notices).map((one) => [one.id, one])).values()],
    close: async () => {
      ending.abort()
      await failure
    },
    until: (what: (now: Snapshot) => boolean) =>
      expect.poll(() => seen.at(-1) !== undefined && what(seen.at(-1) as Snapshot), { timeout: 8_000 }).toBe(true),
  }
}

const isThere =
  ({ id }: Person) =>
  (now: Snapshot) =>
    now.online.some((one) => one.id === id)
const isGone = (person: Person) => (now: Snapshot) => !isThere(person)(now)

describe('who is there', () => {
  test('somebody is there while a window of theirs is open, and gone when the last one closes', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const window = look(a, roomId)
    await window.until(isThere(a))
    const [one, two] = [look(b, roomId), look(b, roomId)]
    await window.until(isThere(b))
    expect(window.seen.at(-1)?.onlineCount).toBe(2)
    await one.close()
    await two.until(isThere(b))
    await two.close()
    await window.until(isGone(b))
    await window.until(({ notices }) => notices.some(({ kind }) => kind === 'DISCONNECTED'))
    expect(window.notices().map(({ kind }) => kind)).toEqual(['CONNECTED', 'DISCONNECTED'])
  })

  test('a reload is no news', async () => {
    const [a, b, c] = [await enter(), await enter(), await enter()]
    const roomId = await roomOf(a, b, c)
    const window = look(a, roomId)
    await window.until(isThere(a))
    const before = look(b, roomId)
    await window.until(({ notices }) => notices.length === 1)
    await before.close()
    await window.until(isGone(b))
    const after = look(b, roomId)
    await window.until(isThere(b))
    // What comes later is told, so everything that was to be told of the reload would have been told before.
    await pause(times.leaveMs + times.mergeMs)
    look(c, roomId)
    await window.until(({ notices }) => notices.length === 2)
    expect(window.notices().map(({ kind }) => kind)).toEqual(['CONNECTED', 'CONNECTED'])
    await after.close()
  })

  test('a crowd is one notice with two names', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, enter))
    const [first, ...others] = people as [Person, ...Person[]]
    const roomId = await roomOf(...people)
    const window = look(first, roomId)
    await window.until(isThere(first))
    for (const one of others) look(one, roomId)
    await window.until(({ notices }) => notices.length > 0)
    expect(window.notices()).toMatchObject([
      { kind: 'CONNECTED', names: [expect.any(String), expect.any(String)], more: 3 },
    ])
  })

  test('twenty people who arrive at once see one another', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, enter))
    const roomId = await roomOf(...people)
    const windows = people.map((one, i) => look(one, roomId, i % 2 ? far : api))
    const all = people.map(({ id }) => id).sort()
    for (const { until } of windows) await until(({ onlineCount }) => onlineCount === 20)
    for (const { seen } of windows)
      expect(
        seen
          .at(-1)
          ?.online.map(({ id }) => id)
          .sort(),
      ).toEqual(all)
  })

  test('people on another node are seen without any hint, and leave notices with the same ids there', async () => {
    const [a, b, c] = [await enter(), await enter(), await enter()]
    const roomId = await roomOf(a, b, c)
    const [near, distant] = [look(a, roomId), look(b, roomId, far)]
    await near.until(isThere(b))
    await distant.until(isThere(a))
    const third = look(c, roomId, far)
    await near.until(isThere(c))
    await third.close()
    await near.until(({ notices }) => notices.some(({ kind }) => kind === 'DISCONNECTED'))
    await distant.until(({ notices }) => notices.some(({ kind }) => kind === 'DISCONNECTED'))
    const gone = (window: typeof near) => window.notices().find(({ kind }) => kind === 'DISCONNECTED')?.id
    expect(gone(near)).toBe(gone(distant))
  })

  test('leases are refreshed: who stays is there longer than a lease lasts', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const window = look(a, roomId)
    look(b, roomId, far)
    await window.until(isThere(b))
    await pause(times.leaseMs * 2)
    expect(window.seen.every((now, i, all) => i < all.findIndex(isThere(b)) || isThere(b)(now))).toBe(true)
  })

  test('when a node is killed, its people are gone after a lease', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    // Refreshes nothing and gives nothing up, just as a killed one.
    const doomed = await node({ refreshMs: 1_000_000 })
    const window = look(a, roomId)
    look(b, roomId, doomed)
    await window.until(isThere(b))
    await window.until(isGone(b))
    await window.until(({ notices }) => notices.some(({ kind }) => kind === 'DISCONNECTED'))
  })

  test('a process that stops takes its people along at once', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const stopping = await openTestApi({
      database: api.database,
      bus: createInProcessBus(),
      presenceTimes: { ...times, leaseMs: 600_000 },
    })
    const window = look(a, roomId)
    look(b, roomId, stopping)
    await window.until(isThere(b))
    await stopping.services.chat.stopPresence()
    await window.until(isGone(b))
    await stopping.close()
  })
})

describe('who may', () => {
  test('others neither see who is there nor can be there', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a)
    expect(await look(b, roomId).failure).toMatchObject({ code: 'FORBIDDEN' })
    for (const document of [KEEP, 'mutation ($roomId: ID!) { setTyping(roomId: $roomId, typing: true) }']) {
      const { errors } = await b.ask(document, { roomId, ...(document === KEEP && { connectionId: 'c' }) })
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN')
    }
    expect(await look(a, 'nowhere').failure).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('who is removed gets nothing more after a second, without any hint, and is seen no more', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const window = look(a, roomId)
    const removed = look(b, roomId, far)
    await removed.until(isThere(a))
    await window.until(isThere(b))
    const admin = await api.askAsAdmin()
    await admin(`mutation { removeRoomMember(roomId: "${roomId}", userId: "${b.id}") { id } }`)
    const since = performance.now()
    expect(await removed.failure).toMatchObject({ code: 'FORBIDDEN' })
    expect(performance.now() - since).toBeLessThan(1_500)
    await window.until(isGone(b))
  })

  test('closing the connections of a room ends it with the reason', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const window = look(a, roomId, far)
    await window.until(isThere(a))
    await a.ask(`mutation { closeRoomConnections(roomId: "${roomId}", userId: "${a.id}", reason: "lunch") }`)
    expect(await window.failure).toMatchObject({ code: 'DISCONNECTED', extensions: { reason: 'lunch' } })
  })
})

describe('callers that poll', () => {
  test('are there for a lease, under a name of their choice', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const kept = await b.ask(KEEP, { roomId, connectionId: 'window-1' })
    expect(kept.data.keepPresence.online).toEqual([{ id: b.id }])
    const window = look(a, roomId)
    await window.until(isThere(b))
    await window.until(isGone(b))
  })

  test.each(['', 'a b', 'x'.repeat(101), 'ü', 'a\0b', 'a\nb'])('refuses the name %j', async (connectionId) => {
    const a = await enter()
    const { errors } = await a.ask(KEEP, { roomId: await roomOf(a), connectionId })
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'connectionId' }] })
  })

  test('under ever new names they reach a limit', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const codes: unknown[] = []
    for (let i = 0; i < 25; i++) {
      const { errors } = await a.ask(KEEP, { roomId, connectionId: `c${i}` })
      codes.push(errors[0]?.extensions.code)
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill(undefined))
    expect(codes.at(-1)).toBe('RATE_LIMITED')
  })
})

describe('typing', () => {
  const setTyping = (who: Person, roomId: string, typing: boolean) =>
    who.ask(`mutation { setTyping(roomId: "${roomId}", typing: ${typing}) }`)

  test('is shown, taken back, and ends by itself', async () => {
    const [a, b] = [await enter(), await enter()]
    const roomId = await roomOf(a, b)
    const window = look(a, roomId)
    await window.until(isThere(a))
    const writes = ({ typing }: Snapshot) => typing.some(({ id }) => id === b.id)
    await setTyping(b, roomId, true)
    await window.until(writes)
    await setTyping(b, roomId, false)
    await window.until((now) => !writes(now))
    await setTyping(b, roomId, true)
    await window.until(writes)
    await window.until((now) => !writes(now))
  })

  test('is limited', async () => {
    const a = await enter()
    const roomId = await roomOf(a)
    const answers = await Promise.all(Array.from({ length: 15 }, () => setTyping(a, roomId, true)))
    const refused = answers.flatMap(({ errors }) => errors)
    expect(refused.map(({ extensions }) => extensions)).toEqual(
      Array(5).fill({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) }),
    )
  })
})

test('people are told only as far as they are asked for, and not beyond the limit', async () => {
  const [a, b] = [await enter(), await enter()]
  const roomId = await roomOf(a, b)
  await b.ask(KEEP, { roomId, connectionId: 'one' })
  const keep = (first: number) =>
    a.ask(
      `mutation { keepPresence(roomId: "${roomId}", connectionId: "two") { onlineCount online(first: ${first}) { id } } }`,
    )
  expect((await keep(1)).data.keepPresence).toEqual({ onlineCount: 2, online: [{ id: b.id }] })
  for (const first of [-1, 201]) expect((await keep(first)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
})
