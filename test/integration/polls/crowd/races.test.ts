import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../../apps/api/src/platform/database/database.ts'
import { addPeople, type Person } from '../../../support/chat/people.ts'
import { type ChatScene, openChatScene } from '../../../support/chat/scene.ts'
import { openTestDatabase } from '../../../support/database.ts'
import { openTestApi } from '../../../support/execute.ts'
import { overhear } from '../../../support/poll-carriers.ts'
import { createCaller } from '../../../support/topology/caller.ts'

// 500 people vote in 8 s, and in second 4 the poll closes: what was committed before counts, exactly, and no number is told before.
const PEOPLE = 500
const WITHIN_MS = 8_000
const CLOSE_MS = 4_000

let scene: ChatScene
let embedded: Database
let inProcess: Person[]
beforeAll(async () => {
  scene = await openChatScene({ people: PEOPLE, seed: 3 })
  embedded = await openTestDatabase()
  inProcess = await addPeople(embedded.sql, PEOPLE)
})
afterAll(async () => {
  await scene?.close()
  await embedded?.close()
})

const CREATE = 'mutation ($input: CreatePollInput!) { createPoll(input: $input) { id options { id } } }'
const VOTE = 'mutation ($id: ID!, $option: ID!) { vote(pollId: $id, optionIds: [$option]) { id } }'
const CLOSE = 'mutation ($id: ID!) { closePoll(id: $id) { state tally { respondentCount counts { count } } } }'
const RESULT = `query ($id: ID!) { poll(id: $id) {
  closedAt result { respondentCount eligibleCount counts { count } hash } recount { equal hash counts { count } } } }`

interface Outcome {
  data: Record<string, never> | null
  errors: { extensions: Record<string, unknown> }[]
}
/** Asks as one of the people; which node answers is decided here. */
type AskAs = (person: number, document: string, variables: object) => Promise<Outcome>

const question = { question: 'Ship it?', options: ['go', 'no-go', 'abstain'], visibility: 'AFTER_CLOSE', open: true }

/** Everybody votes once, spread over the time; in the middle the first one closes. Then the tables are asked what is true. */
async function stampede(
  ask: AskAs,
  sql: Database['sql'] | ChatScene['database'],
  poll: { id: string; options: { id: string }[] },
) {
  const accepted: number[] = []
  const startedAt = performance.now()
  const at = async (ms: number) => pause(Math.max(0, startedAt + ms - performance.now()))
  const votes = Array.from({ length: PEOPLE }, async (_, person) => {
    await at((person / PEOPLE) * WITHIN_MS)
    const option = person % 3
    const { errors } = await ask(person, VOTE, { id: poll.id, option: poll.options[option]?.id })
    if (errors.length === 0) accepted.push(option)
    else expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', state: 'CLOSED' })
  })
  await at(CLOSE_MS)
  const closed = await ask(0, CLOSE, { id: poll.id })
  expect(closed.errors).toEqual([])
  await Promise.all(votes)
  const { data } = await ask(0, RESULT, { id: poll.id })
  const { result, recount } = (data as unknown as { poll: { result: Told; recount: Told & { equal: boolean } } }).poll
  const expected = [0, 1, 2].map((option) => accepted.filter((chosen) => chosen === option).length)
  expect(result.counts.map(({ count }) => count)).toEqual(expected)
  expect(result.respondentCount).toBe(accepted.length)
  expect(recount).toMatchObject({ equal: true, hash: result.hash, counts: result.counts })
  const late = await sql.query(
    `SELECT count(*)::int AS n, count(*) FILTER (WHERE "castAt" > "closedAt")::int AS late
     FROM "PollBallot" JOIN "Poll" ON "Poll".id = "pollId" WHERE "pollId" = $1`,
    [poll.id],
  )
  expect(late.rows[0]).toEqual({ n: accepted.length, late: 0 })
  // It was a race: some came in time and some did not.
  expect(accepted.length).toBeGreaterThan(0)
  expect(accepted.length).toBeLessThan(PEOPLE)
}

interface Told {
  respondentCount: number
  counts: { count: number }[]
  hash: string
}

test('500 votes in 8 s around the close, on both databases, heard over every carrier', async () => {
  const api = await openTestApi({ database: embedded })
  const small: AskAs = (person, document, variables) =>
    api.askAs(inProcess[person]?.token ?? null)(document, { ...variables })
  const grown: AskAs = async (person, query, variables) => {
    const response = await fetch(`${scene.nodes[person % 2]?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.people[person]?.token}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors = [] } = (await response.json()) as Partial<Outcome>
    return { data: data ?? null, errors }
  }
  const smallPoll = (await small(0, CREATE, { input: question })).data as unknown as { createPoll: Made }

  const [first] = scene.people as [Person]
  const url = scene.nodes[1]?.url ?? ''
  const { createRoom } = await createCaller(first.token).ask<{ createRoom: { id: string } }>(
    url,
    'mutation { createRoom(name: "crowd") { id } }',
  )
  await scene.database.query(
    `INSERT INTO "RoomMember" ("roomId", "userId") SELECT $1, id FROM "User" ON CONFLICT DO NOTHING`,
    [createRoom.id],
  )
  const asked = { input: { ...question, roomId: createRoom.id } }
  const { createPoll } = (await grown(0, CREATE, asked)).data as unknown as { createPoll: Made }
  const target = { url, token: first.token, pollId: createPoll.id, roomId: createRoom.id }
  const heard = overhear(target)

  await Promise.all([stampede(small, embedded.sql, smallPoll.createPoll), stampede(grown, scene.database, createPoll)])
  for (const { carrier, frames } of heard) {
    const last = expect.poll(() => frames.some((frame) => frame.includes('"count":')), { timeout: 10_000 })
    await last.toBe(true)
    const early = frames.filter((frame) => /"count":|"hash":"/.test(frame) && !frame.includes('"state":"CLOSED"'))
    expect(early, carrier).toEqual([])
    expect(frames.length, carrier).toBeGreaterThan(1)
  }
  await Promise.all(heard.map(({ stop }) => stop()))
  expect(api.faults).toEqual([])
  await api.close()
}, 60_000)

interface Made {
  id: string
  options: { id: string }[]
}
