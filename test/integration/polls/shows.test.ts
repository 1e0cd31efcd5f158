import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, openTestApi } from '../../support/execute.ts'
import { type AskedPoll, createPoll, manage, roomOf, type TestApi, type Voter, voter } from '../../support/polls.ts'

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

const SHOW = 'id title revision covers revealed mayManage stagePollId stage { id } polls { id }'
const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)
const idsOf = (polls: AskedPoll[]) => polls.map(({ id }) => id)

async function createShow(who: Voter, polls: AskedPoll[], more: Record<string, unknown> = {}) {
  const input = { title: 'All hands', pollIds: idsOf(polls), ...more }
  const document = `mutation ($input: CreatePollShowInput!) { createPollShow(input: $input) { ${SHOW} } }`
  return who.ask(document, { input })
}
const stage = (who: Voter, showId: string, pollId: string | null) =>
  who.ask(`mutation ($showId: ID!, $pollId: ID) { stagePoll(showId: $showId, pollId: $pollId) { ${SHOW} } }`, {
    showId,
    pollId,
  })
const reveal = (who: Voter, showId: string, revealed: boolean) =>
  who.ask(`mutation { revealPoll(showId: "${showId}", revealed: ${revealed}) { ${SHOW} } }`)
const read = async (who: Voter, id: string) => (await who.ask(`{ pollShow(id: "${id}") { ${SHOW} } }`)).data.pollShow

test('polls stand in their order, and each viewer sees those that they may', async () => {
  const inRoom = await createPoll(alice, { roomId: await roomOf(alice) })
  const draft = await createPoll(alice, { open: false })
  const open = await createPoll(bob)
  const show = (await createShow(alice, [inRoom, draft, open])).data.createPollShow
  expect(show.polls).toEqual([inRoom, draft, open].map(({ id }) => ({ id })))
  expect((await read(bob, show.id)).polls).toEqual([{ id: open.id }])
  const refused = await createShow(bob, [open, inRoom])
  expect(codes(refused)).toEqual(['BAD_USER_INPUT'])
  expect(refused.errors[0]?.extensions.fields).toMatchObject([{ path: 'input.pollIds.1' }])
  expect(codes(await createShow(alice, []))).toEqual(['BAD_USER_INPUT'])
  expect(codes(await createShow(alice, [open, open]))).toEqual(['BAD_USER_INPUT'])
})

test('only who made it and operators present it; the same again is no change', async () => {
  const [one, two] = [await createPoll(alice), await createPoll(alice)]
  const other = await createPoll(alice)
  const { id } = (await createShow(alice, [one, two], { covers: true })).data.createPollShow
  expect(codes(await stage(bob, id, one.id))).toEqual(['FORBIDDEN'])
  expect(codes(await reveal(bob, id, true))).toEqual(['FORBIDDEN'])
  expect(codes(await stage(alice, id, other.id))).toEqual(['BAD_USER_INPUT'])
  const staged = (await stage(operator, id, one.id)).data.stagePoll
  expect(staged).toMatchObject({ stage: { id: one.id }, revealed: false })
  expect((await stage(alice, id, one.id)).data.stagePoll.revision).toBe(staged.revision)
  expect((await reveal(alice, id, true)).data.revealPoll.revealed).toBe(true)
  expect((await stage(alice, id, two.id)).data.stagePoll.revealed).toBe(false)
})

test('a poll that is taken out of a show leaves the stage; a show that goes leaves its polls', async () => {
  const [one, two] = [await createPoll(alice), await createPoll(alice)]
  const { id } = (await createShow(alice, [one, two])).data.createPollShow
  await stage(alice, id, one.id)
  const document = `mutation ($id: ID!, $input: UpdatePollShowInput!) { updatePollShow(id: $id, input: $input) { ${SHOW} } }`
  const changed = await alice.ask(document, { id, input: { pollIds: [two.id], title: 'Shorter' } })
  expect(changed.data.updatePollShow).toMatchObject({ title: 'Shorter', stage: null, polls: [{ id: two.id }] })
  expect((await alice.ask(`mutation { removePollShow(id: "${id}") }`)).data.removePollShow).toBe(id)
  expect(await read(alice, id)).toBeNull()
  expect((await manage(alice, 'closePoll', two)).errors).toEqual([])
})

test('whoever changes a show leaves what they may not see in it', async () => {
  const inRoom = await createPoll(alice, { roomId: await roomOf(alice) })
  const [one, two] = [await createPoll(alice), await createPoll(alice)]
  const { id } = (await createShow(alice, [inRoom, one])).data.createPollShow
  const document = `mutation ($id: ID!, $input: UpdatePollShowInput!) { updatePollShow(id: $id, input: $input) { ${SHOW} } }`
  const changed = await operator.ask(document, { id, input: { pollIds: idsOf([two, one]) } })
  expect(changed.data.updatePollShow.polls).toEqual([two, one].map((poll) => ({ id: poll.id })))
  expect((await read(alice, id)).polls).toEqual([two, one, inRoom].map((poll) => ({ id: poll.id })))
})

test('all screens follow the presenter, and start with what is on stage', async () => {
  const polls = [await createPoll(alice), await createPoll(alice)] as [AskedPoll, AskedPoll]
  const { id } = (await createShow(alice, polls)).data.createPollShow
  await stage(alice, id, polls[0].id)
  const end = new AbortController()
  const document = 'subscription ($id: ID!) { pollShowStage(showId: $id) { revision stagePollId revealed } }'
  const screens = [alice, bob].map((who) => {
    const seen: { revision: number; stagePollId: string | null; revealed: boolean }[] = []
    const done = (async () => {
      for await (const { pollShowStage } of api.follow(who.token, document, { id }, end.signal)) {
        seen.push(pollShowStage)
      }
    })()
    return { seen, done }
  })
  for (const { seen } of screens) await expect.poll(() => seen.at(-1)?.stagePollId).toBe(polls[0].id)
  await stage(alice, id, polls[1].id)
  await reveal(alice, id, false)
  for (const { seen } of screens) {
    await expect.poll(() => seen.at(-1)).toMatchObject({ stagePollId: polls[1].id, revealed: false })
    const revisions = seen.map(({ revision }) => revision)
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
  }
  end.abort()
  await Promise.all(screens.map(({ done }) => done))
})
