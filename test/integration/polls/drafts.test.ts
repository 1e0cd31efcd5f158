import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, openTestApi } from '../../support/execute.ts'
import { createPoll, manage, POLL, read, roomOf, type TestApi, type Voter, vote, voter } from '../../support/polls.ts'

let api: TestApi
let alice: Voter
let bob: Voter
let operator: Voter

beforeAll(async () => {
  api = await openTestApi()
  alice = await voter(api, 'DEVELOPER')
  bob = await voter(api, 'VIEWER')
  operator = await voter(api, 'OPERATOR')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)
const pathsOf = ({ errors }: Answer) =>
  ((errors[0]?.extensions.fields ?? []) as { path: string }[]).map(({ path }) => path)
const change = (who: Voter, { id }: { id: string }, input: Record<string, unknown>) =>
  who.ask(`mutation ($id: ID!, $input: UpdatePollInput!) { updatePoll(id: $id, input: $input) { ${POLL} } }`, {
    id,
    input,
  })
const remove = (who: Voter, { id }: { id: string }) => who.ask(`mutation { removePoll(id: "${id}") }`)
const list = async (who: Voter, filter: Record<string, unknown> = {}) => {
  const document = 'query ($filter: PollFilter) { polls(first: 100, filter: $filter) { totalCount nodes { id } } }'
  const { data, errors } = await who.ask(document, { filter })
  expect(errors).toEqual([])
  return data.polls.nodes.map(({ id }: { id: string }) => id) as string[]
}

test('a draft changes in what is named; options that stay keep their ids', async () => {
  const poll = await createPoll(alice, { open: false })
  const { data, errors } = await change(alice, poll, { question: 'When?', options: ['never', 'there', 'here'] })
  expect(errors).toEqual([])
  const [never, there, here] = data.updatePoll.options
  expect([here.id, there.id]).toEqual([poll.options[0]?.id, poll.options[1]?.id])
  expect(never.id).not.toBe(poll.options[2]?.id)
  expect(data.updatePoll).toMatchObject({ question: 'When?', visibility: 'ALWAYS', state: 'DRAFT' })
})

test('a draft becomes secret and comes back, and what does not go together is named', async () => {
  const poll = await createPoll(alice, { open: false, visibility: 'AFTER_VOTE' })
  const secret = (await change(alice, poll, { secrecy: 'SECRET' })).data.updatePoll
  expect(secret).toMatchObject({ secrecy: 'SECRET', visibility: 'AFTER_CLOSE', changeable: false })
  expect(pathsOf(await change(alice, poll, { visibility: 'ALWAYS', changeable: true }))).toEqual([
    'input.changeable',
    'input.visibility',
  ])
  expect(pathsOf(await change(alice, poll, { minChoices: 2 }))).toEqual(['input.minChoices'])
  expect(pathsOf(await change(alice, poll, { multiple: true, minChoices: 3, maxChoices: 2 }))).toEqual([
    'input.minChoices',
  ])
  expect(pathsOf(await change(alice, poll, { options: ['one'] }))).toEqual(['input.options'])
  expect((await change(alice, poll, { secrecy: 'NAMED', changeable: true })).data.updatePoll.secrecy).toBe('NAMED')
})

test('only drafts are changed and removed, and only by those who may', async () => {
  const draft = await createPoll(alice, { open: false })
  expect(codes(await change(bob, draft, { question: 'x' }))).toEqual(['NOT_FOUND'])
  expect(codes(await remove(bob, draft))).toEqual(['NOT_FOUND'])
  expect((await remove(operator, draft)).data.removePoll).toBe(draft.id)
  expect(await read(alice, draft)).toBeNull()
  const opened = await createPoll(alice)
  expect(codes(await change(alice, opened, { question: 'x' }))).toEqual(['CONFLICT'])
  expect(codes(await remove(alice, opened))).toEqual(['CONFLICT'])
  expect(codes(await remove(bob, opened))).toEqual(['FORBIDDEN'])
})

test('of several options as many are chosen as the poll says', async () => {
  const poll = await createPoll(alice, { options: ['a', 'b', 'c', 'd'], multiple: true, minChoices: 2, maxChoices: 3 })
  expect(codes(await vote(bob, poll, 0))).toEqual(['BAD_USER_INPUT'])
  expect(codes(await vote(bob, poll, 0, 1, 2, 3))).toEqual(['BAD_USER_INPUT'])
  expect((await vote(bob, poll, 0, 1, 2)).errors).toEqual([])
  expect((await vote(bob, poll)).data.vote.hasVoted).toBe(false)
})

test('a list holds what its reader may see, narrowed as they ask', async () => {
  const roomId = await roomOf(alice, bob)
  const inRoom = await createPoll(alice, { roomId })
  const draft = await createPoll(alice, { open: false, question: 'Draft of 100 % tea?' })
  const closed = await createPoll(bob)
  await manage(bob, 'closePoll', closed)
  expect(await list(alice)).toEqual(expect.arrayContaining([inRoom.id, draft.id, closed.id]))
  expect(await list(bob)).not.toContain(draft.id)
  expect(await list(operator)).toEqual(expect.arrayContaining([draft.id, closed.id]))
  expect(await list(operator)).not.toContain(inRoom.id)
  expect(await list(bob, { roomId })).toEqual([inRoom.id])
  expect(await list(bob, { mine: true })).toEqual([closed.id])
  expect(await list(alice, { search: '100 %' })).toEqual([draft.id])
  expect(await list(alice, { states: ['CLOSED'], mine: true })).toEqual([])
})

test('the short address leads to the poll, for those who may see it', async () => {
  const poll = await createPoll(alice, { roomId: await roomOf(alice) })
  const { code } = await read(alice, poll)
  const byCode = (who: Voter, written: string) => who.ask(`{ pollByCode(code: "${written}") { id } }`)
  expect((await byCode(alice, code.toUpperCase())).data.pollByCode.id).toBe(poll.id)
  expect(codes(await byCode(bob, code))).toEqual(['FORBIDDEN'])
  expect((await byCode(alice, 'nothing')).data.pollByCode).toBeNull()
})

test('how many could vote is what it was when the poll was opened, and never fewer than voted', async () => {
  const roomId = await roomOf(alice)
  const poll = await createPoll(alice, { roomId })
  await bob.ask(`mutation { joinRoom(roomId: "${roomId}") { id } }`)
  expect((await read(bob, poll)).tally.eligibleCount).toBe(1)
  await vote(alice, poll, 0)
  expect((await vote(bob, poll, 0)).data.vote.tally).toMatchObject({ respondentCount: 2, eligibleCount: 2 })
})
