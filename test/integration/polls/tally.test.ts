import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInProcessBus } from '../../../apps/api/src/platform/bus/in-process-bus.ts'
import { openTestApi } from '../../support/execute.ts'
import {
  type AskedPoll,
  createPoll,
  manage,
  numbersOf,
  roomOf,
  type TestApi,
  type Voter,
  vote,
  voter,
} from '../../support/polls.ts'

const TALLY = `subscription ($id: ID!) { pollTally(pollId: $id) { revision state respondentCount counts { count } } }`

interface Seen {
  revision: number
  state: string
  respondentCount: number
  counts: { count: number }[] | null
}

let api: TestApi
let alice: Voter
let bob: Voter
const people: Voter[] = []
/** While true, what one process tells the others is lost. */
let hintsAreLost = false

beforeAll(async () => {
  const bus = createInProcessBus()
  const lossy: typeof bus = {
    ...bus,
    publish: (topic, payload) => {
      if (!hintsAreLost) bus.publish(topic, payload)
    },
  }
  api = await openTestApi({ bus: lossy })
  alice = await voter(api, 'DEVELOPER')
  bob = await voter(api, 'VIEWER')
  for (let i = 0; i < 8; i++) people.push(await voter(api, 'VIEWER'))
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

/** Everything that one reader is told, until it is ended. */
function follow(who: Voter, { id }: AskedPoll) {
  const end = new AbortController()
  const seen: Seen[] = []
  const done = (async () => {
    for await (const { pollTally } of api.follow(who.token, TALLY, { id }, end.signal)) seen.push(pollTally)
  })()
  return {
    seen,
    done,
    latest: () => {
      const last = seen.at(-1)
      return last && { ...last, numbers: numbersOf(last) }
    },
    async end() {
      end.abort()
      await done
    },
  }
}

test('tells how it stands at once, then each change, the last one always; revisions only grow', async () => {
  const poll = await createPoll(alice)
  await vote(alice, poll, 2)
  const reader = follow(bob, poll)
  await expect.poll(reader.latest).toMatchObject({ numbers: [0, 0, 1], respondentCount: 1 })
  await Promise.all(people.map((person, i) => vote(person, poll, i % 2)))
  await manage(alice, 'closePoll', poll)
  await expect.poll(reader.latest).toMatchObject({ numbers: [4, 4, 1], state: 'CLOSED', respondentCount: 9 })
  const revisions = reader.seen.map(({ revision }) => revision)
  expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
  await reader.end()
})

test('many votes are few tallies: at most four a second, whoever follows', async () => {
  const poll = await createPoll(alice)
  const readers = [follow(bob, poll), follow(alice, poll)]
  const startedAt = performance.now()
  for (let round = 0; round < 5; round++) await Promise.all(people.map((person) => vote(person, poll, round % 3)))
  for (const reader of readers) await expect.poll(reader.latest).toMatchObject({ numbers: [0, 8, 0] })
  const seconds = (performance.now() - startedAt) / 1000
  for (const reader of readers) {
    expect(reader.seen.length).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1)
    await reader.end()
  }
})

test('AFTER_CLOSE: not one number comes before the close, and then all of them', async () => {
  const poll = await createPoll(alice, { visibility: 'AFTER_CLOSE' })
  const reader = follow(bob, poll)
  await vote(bob, poll, 0)
  await vote(alice, poll, 1)
  await expect.poll(reader.latest).toMatchObject({ respondentCount: 2, numbers: null })
  await manage(alice, 'closePoll', poll)
  await expect.poll(reader.latest).toMatchObject({ numbers: [1, 1, 0] })
  expect(reader.seen.filter(({ state }) => state !== 'CLOSED').every(({ counts }) => counts === null)).toBe(true)
  await reader.end()
})

test('AFTER_VOTE: numbers come with the own vote and go with it, for nobody else', async () => {
  const poll = await createPoll(alice, { visibility: 'AFTER_VOTE' })
  const [voting, watching] = [follow(bob, poll), follow(alice, poll)]
  await vote(people[0] as Voter, poll, 0)
  await expect.poll(voting.latest).toMatchObject({ respondentCount: 1, numbers: null })
  await vote(bob, poll, 1)
  await expect.poll(voting.latest).toMatchObject({ numbers: [1, 1, 0] })
  await vote(bob, poll)
  await expect.poll(voting.latest).toMatchObject({ respondentCount: 1, numbers: null })
  await expect.poll(watching.latest).toMatchObject({ respondentCount: 1 })
  expect(watching.seen.every(({ counts }) => counts === null)).toBe(true)
  await Promise.all([voting.end(), watching.end()])
})

test('a vote is seen although every hint is lost', async () => {
  const poll = await createPoll(alice)
  const reader = follow(bob, poll)
  await expect.poll(reader.latest).toMatchObject({ respondentCount: 0 })
  hintsAreLost = true
  await vote(alice, poll, 1)
  await expect.poll(reader.latest, { timeout: 5_000 }).toMatchObject({ numbers: [0, 1, 0] })
  hintsAreLost = false
  await reader.end()
})

test('whoever leaves the room is told no more', async () => {
  const roomId = await roomOf(alice, bob)
  const poll = await createPoll(alice, { roomId })
  const reader = follow(bob, poll)
  await expect.poll(reader.latest).toMatchObject({ respondentCount: 0 })
  const ended = expect(reader.done).rejects.toThrow('may no longer follow')
  await bob.ask(`mutation { leaveRoom(roomId: "${roomId}") { id } }`)
  await ended
  await vote(alice, poll, 0)
  expect(reader.latest()).toMatchObject({ respondentCount: 0 })
})

test('who may not see a poll cannot follow it', async () => {
  const poll = await createPoll(alice, { roomId: await roomOf(alice) })
  const draft = await createPoll(alice, { open: false })
  await expect(follow(bob, poll).done).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(follow(bob, draft).done).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
