import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApi } from '../../support/execute.ts'
import { createPoll, manage, roomOf, type TestApi, type Voter, vote, voter } from '../../support/polls.ts'

const CARD = `id seq changedSeq text author { id } card { ... on PollCard {
  pollId question state options { text } respondentCount counts { count } createdBy { id } closedAt } }`

let api: TestApi
let alice: Voter
let bob: Voter

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 3, withinMs: 60_000 } })
  alice = await voter(api, 'DEVELOPER')
  bob = await voter(api, 'VIEWER')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const eventsOf = async (who: Voter, roomId: string) => {
  const { data, errors } = await who.ask(
    `{ roomEvents(roomId: "${roomId}", after: 0, limit: 500) { events { seq kind actor { id } message { ${CARD} } } } }`,
  )
  expect(errors).toEqual([])
  return data.roomEvents.events.filter(({ kind }: { kind: string }) => kind === 'POLL')
}
const unreadOf = async (who: Voter, roomId: string) =>
  (await who.ask(`{ roomById(id: "${roomId}") { unreadCount lastMessage { text } } }`)).data.roomById

test('opening posts a card, votes tell the log nothing, closing puts the numbers on it', async () => {
  const roomId = await roomOf(alice, bob)
  const draft = await createPoll(alice, { roomId, open: false })
  expect(await eventsOf(bob, roomId)).toEqual([])
  await manage(alice, 'openPoll', draft)
  await vote(alice, draft, 0)
  await vote(bob, draft, 0)
  await vote(bob, draft, 1)
  const [posted, ...more] = await eventsOf(bob, roomId)
  expect(more).toEqual([])
  expect(posted.message).toMatchObject({
    text: 'Poll: Where? (here / there / nowhere)',
    author: { id: alice.id },
    card: { pollId: draft.id, state: 'OPEN', respondentCount: null, counts: null, createdBy: { id: alice.id } },
  })
  await manage(alice, 'closePoll', draft)
  const [, closed, ...rest] = await eventsOf(bob, roomId)
  expect(rest).toEqual([])
  expect(closed.message).toMatchObject({
    id: posted.message.id,
    seq: posted.seq,
    changedSeq: closed.seq,
    card: { state: 'CLOSED', respondentCount: 2, counts: [{ count: 1 }, { count: 1 }, { count: 0 }] },
  })
})

test('a poll is unread like a message, once, and not for its opener; its card can be neither edited nor deleted', async () => {
  const roomId = await roomOf(alice, bob)
  const badges = new AbortController()
  const seen: { roomId: string; unreadCount: number }[] = []
  const following = (async () => {
    const updates = api.follow(bob.token, 'subscription { myRooms { roomId unreadCount } }', {}, badges.signal)
    for await (const { myRooms } of updates) if (myRooms.roomId === roomId) seen.push(myRooms)
  })()
  await expect.poll(() => seen.at(-1)?.unreadCount).toBe(0)
  const poll = await createPoll(alice, { roomId })
  await expect.poll(() => seen.at(-1)?.unreadCount).toBe(1)
  await manage(alice, 'closePoll', poll)
  badges.abort()
  await following
  expect(await unreadOf(bob, roomId)).toMatchObject({
    unreadCount: 1,
    lastMessage: { text: expect.stringMatching(/^Poll: /) },
  })
  expect((await unreadOf(alice, roomId)).unreadCount).toBe(0)
  const [{ message }] = await eventsOf(bob, roomId)
  for (const change of [`deleteMessage(id: "${message.id}")`, `editMessage(id: "${message.id}", text: "x")`]) {
    const { errors } = await alice.ask(`mutation { ${change} { id } }`)
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN')
  }
})

test('opening is something said in the room: it needs membership, and the limit of messages holds', async () => {
  const dora = await voter(api, 'VIEWER')
  const operator = await voter(api, 'OPERATOR')
  const roomId = await roomOf(dora)
  const draft = await createPoll(dora, { roomId, open: false })
  expect((await manage(operator, 'openPoll', draft)).errors[0]?.extensions.code).toBe('FORBIDDEN')
  for (let i = 0; i < 3; i++) await createPoll(dora, { roomId })
  const refused = await manage(dora, 'openPoll', draft)
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
  expect(await eventsOf(dora, roomId)).toHaveLength(3)
})
