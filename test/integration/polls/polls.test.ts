import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, openTestApi } from '../../support/execute.ts'
import {
  createPoll,
  manage,
  numbersOf,
  read,
  roomOf,
  type TestApi,
  type Voter,
  vote,
  voter,
} from '../../support/polls.ts'

let api: TestApi
let alice: Voter
let bob: Voter
let carol: Voter
let operator: Voter

beforeAll(async () => {
  api = await openTestApi({ sendLimit: { messages: 50, withinMs: 1000 } })
  alice = await voter(api, 'DEVELOPER')
  bob = await voter(api, 'VIEWER')
  carol = await voter(api, 'VIEWER')
  operator = await voter(api, 'OPERATOR')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)

describe('voting', () => {
  test('a vote counts once, is replaced by the next one and goes when it is taken back', async () => {
    const poll = await createPoll(alice)
    const first = (await vote(bob, poll, 0)).data.vote
    expect(numbersOf(first.tally)).toEqual([1, 0, 0])
    expect(first.myOptionIds).toEqual([poll.options[0]?.id])
    expect(numbersOf((await vote(bob, poll, 2)).data.vote.tally)).toEqual([0, 0, 1])
    const gone = (await vote(bob, poll)).data.vote
    expect(gone).toMatchObject({ myOptionIds: [], tally: { respondentCount: 0 } })
    expect(numbersOf(gone.tally)).toEqual([0, 0, 0])
  })

  test('the same vote again changes nothing, not even the revision', async () => {
    const poll = await createPoll(alice, { multiple: true })
    const { revision } = (await vote(bob, poll, 0, 1)).data.vote.tally
    expect((await vote(bob, poll, 1, 0)).data.vote.tally.revision).toBe(revision)
    expect((await vote(carol, poll)).data.vote.tally.revision).toBe(revision)
  })

  test('several options count one each, and their voter once', async () => {
    const poll = await createPoll(alice, { multiple: true })
    await vote(bob, poll, 0, 2)
    const { tally } = (await vote(carol, poll, 2)).data.vote
    expect(numbersOf(tally)).toEqual([1, 0, 2])
    expect(tally.respondentCount).toBe(2)
  })

  test.each([
    ['unknown', [7]],
    ['known and unknown', [0, 7]],
    ['doubled', [0, 0]],
    ['too many', [0, 1]],
  ])('a vote with %s options is refused whole', async (_name, places) => {
    const poll = await createPoll(alice)
    await vote(bob, poll, 1)
    const refused = await vote(bob, poll, ...places)
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
    const fields = refused.errors[0]?.extensions.fields as { path: string }[]
    expect(new Set(fields.map(({ path }) => path))).toEqual(new Set(['optionIds']))
    expect(numbersOf((await read(bob, poll)).tally)).toEqual([0, 1, 0])
  })

  test('where second thoughts are not taken, the first vote stands', async () => {
    const poll = await createPoll(alice, { changeable: false })
    await vote(bob, poll, 0)
    expect(codes(await vote(bob, poll, 1))).toEqual(['CONFLICT'])
    expect(codes(await vote(bob, poll))).toEqual(['CONFLICT'])
    expect((await vote(bob, poll, 0)).errors).toEqual([])
    expect(numbersOf((await read(bob, poll)).tally)).toEqual([1, 0, 0])
  })
})

describe('states', () => {
  test('a draft is seen by those who may open it, and takes no votes', async () => {
    const poll = await createPoll(alice, { open: false })
    expect(await read(bob, poll)).toBeNull()
    expect(codes(await vote(bob, poll, 0))).toEqual(['NOT_FOUND'])
    expect(codes(await vote(alice, poll, 0))).toEqual(['CONFLICT'])
    expect((await read(operator, poll)).state).toBe('DRAFT')
    expect((await manage(alice, 'openPoll', poll)).data.openPoll.state).toBe('OPEN')
    expect((await vote(bob, poll, 0)).errors).toEqual([])
  })

  test('a pause takes no votes, and keeps those that are there', async () => {
    const poll = await createPoll(alice)
    await vote(bob, poll, 0)
    await manage(alice, 'pausePoll', poll)
    const refused = await vote(bob, poll, 1)
    expect(codes(refused)).toEqual(['CONFLICT'])
    expect(refused.errors[0]?.extensions.state).toBe('PAUSED')
    await manage(alice, 'openPoll', poll)
    expect(numbersOf((await vote(carol, poll, 1)).data.vote.tally)).toEqual([1, 1, 0])
  })

  test('a closed poll keeps its result and never opens again', async () => {
    const poll = await createPoll(alice)
    await vote(bob, poll, 0)
    const closed = (await manage(operator, 'closePoll', poll)).data.closePoll
    expect(closed).toMatchObject({ state: 'CLOSED', tally: { state: 'CLOSED', respondentCount: 1 } })
    expect(codes(await vote(carol, poll, 0))).toEqual(['CONFLICT'])
    expect(codes(await vote(bob, poll))).toEqual(['CONFLICT'])
    expect(codes(await manage(alice, 'openPoll', poll))).toEqual(['CONFLICT'])
    expect((await manage(alice, 'closePoll', poll)).data.closePoll.closedAt).toBe(closed.closedAt)
    // The result is what was counted then, not what lies in the tables now.
    await api.database.sql.query('DELETE FROM "PollBallot" WHERE "pollId" = $1', [poll.id])
    expect((await read(carol, poll)).tally).toEqual(closed.tally)
  })

  test('only who made it and operators open, pause and close', async () => {
    const poll = await createPoll(alice)
    for (const doWhat of ['openPoll', 'pausePoll', 'closePoll'] as const) {
      expect(codes(await manage(bob, doWhat, poll))).toEqual(['FORBIDDEN'])
    }
    expect((await read(bob, poll)).mayManage).toBe(false)
    expect((await manage(operator, 'closePoll', poll)).errors).toEqual([])
  })

  test('the deadline is judged by the clock of the database, and then closes the poll', async () => {
    const poll = await createPoll(alice, { closesAt: new Date(Date.now() + 3600_000).toISOString() })
    await vote(bob, poll, 1)
    await api.services.polls.closeDuePolls()
    expect((await read(bob, poll)).state).toBe('OPEN')
    await api.database.sql.query(
      `UPDATE "Poll" SET "closesAt" = (clock_timestamp() AT TIME ZONE 'UTC') - interval '1 millisecond' WHERE id = $1`,
      [poll.id],
    )
    const late = await vote(carol, poll, 1)
    expect(codes(late)).toEqual(['CONFLICT'])
    expect(late.errors[0]?.extensions.state).toBe('CLOSED')
    await api.services.polls.closeDuePolls()
    const closed = await read(bob, poll)
    expect(closed).toMatchObject({ state: 'CLOSED', tally: { respondentCount: 1 } })
    expect(closed.closedAt).not.toBeNull()
  })

  test('the same clientId makes one poll, also when it comes twice at once', async () => {
    const more = { clientId: `c${Math.random()}` }
    const made = await Promise.all([createPoll(alice, more), createPoll(alice, more), createPoll(alice, more)])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect((await createPoll(bob, more)).id).not.toBe(made[0]?.id)
  })

  test.each([
    [{ question: ' ' }, ['input.question']],
    [{ question: '', options: ['one'] }, ['input.question', 'input.options']],
    [{ options: Array.from({ length: 21 }, (_, i) => `o${i}`) }, ['input.options']],
    [{ options: ['Yes', 'yes'] }, ['input.options.1']],
    [{ options: ['ok', ''] }, ['input.options.1']],
    [{ closesAt: '2020-01-01T00:00:00Z' }, ['input.closesAt']],
  ])('refuses %j by naming all that is wrong', async (wrong, paths) => {
    const input = { question: 'q', options: ['a', 'b'], ...wrong }
    const refused = await alice.ask('mutation ($input: CreatePollInput!) { createPoll(input: $input) { id } }', {
      input,
    })
    expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
    const fields = refused.errors[0]?.extensions.fields as { path: string }[]
    expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(paths))
  })
})

describe('who may know the numbers', () => {
  test('AFTER_VOTE: whoever has a ballot; not who took it back', async () => {
    const poll = await createPoll(alice, { visibility: 'AFTER_VOTE' })
    await vote(bob, poll, 0)
    expect(numbersOf((await read(bob, poll)).tally)).toEqual([1, 0, 0])
    for (const other of [alice, carol, operator]) {
      expect((await read(other, poll)).tally).toMatchObject({ respondentCount: 1, counts: null })
    }
    expect((await vote(bob, poll)).data.vote.tally.counts).toBeNull()
  })

  test('AFTER_CLOSE: nobody before, everybody after', async () => {
    const poll = await createPoll(alice, { visibility: 'AFTER_CLOSE' })
    expect((await vote(bob, poll, 0)).data.vote.tally.counts).toBeNull()
    expect((await manage(alice, 'pausePoll', poll)).data.pausePoll.tally.counts).toBeNull()
    await manage(alice, 'closePoll', poll)
    expect(numbersOf((await read(carol, poll)).tally)).toEqual([1, 0, 0])
  })

  test('a poll of a room is for its members', async () => {
    const roomId = await roomOf(alice, bob)
    const poll = await createPoll(alice, { roomId })
    expect((await read(bob, poll)).tally.eligibleCount).toBe(2)
    expect(codes(await carol.ask(`{ poll(id: "${poll.id}") { question } }`))).toEqual(['FORBIDDEN'])
    expect(codes(await vote(carol, poll, 0))).toEqual(['FORBIDDEN'])
    await bob.ask(`mutation { leaveRoom(roomId: "${roomId}") { id } }`)
    expect(codes(await vote(bob, poll, 0))).toEqual(['FORBIDDEN'])
    const input = { question: 'q', options: ['a', 'b'], roomId }
    const outside = await carol.ask('mutation ($input: CreatePollInput!) { createPoll(input: $input) { id } }', {
      input,
    })
    expect(codes(outside)).toEqual(['FORBIDDEN'])
  })
})
