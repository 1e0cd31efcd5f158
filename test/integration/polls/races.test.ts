import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { openTestApi } from '../../support/execute.ts'
import {
  type AskedPoll,
  createPoll,
  manage,
  numbersOf,
  read,
  type TestApi,
  type Voter,
  vote,
  voter,
} from '../../support/polls.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const databases: [string, () => Promise<Database>][] = [
  ['embedded', openTestDatabase],
  ['postgres', async () => (await postgres.createDatabase()).open()],
]

describe.each(databases)('on the %s database', (kind, open) => {
  let database: Database
  let api: TestApi
  let alice: Voter
  const people: Voter[] = []

  beforeAll(async () => {
    database = await open()
    api = await openTestApi({ database })
    alice = await voter(api, 'DEVELOPER')
    for (let i = 0; i < 12; i++) people.push(await voter(api, 'VIEWER'))
  })
  afterAll(async () => {
    expect(api.faults).toEqual([])
    await api.close()
    await database.close()
  })

  const ballotsOf = async ({ id }: AskedPoll) =>
    (
      await database.sql.query<{ optionIds: string[] }>('SELECT "optionIds" FROM "PollBallot" WHERE "pollId" = $1', [
        id,
      ])
    ).rows

  test('100 votes of one person at the same time are one ballot', async () => {
    const poll = await createPoll(alice)
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => vote(people[0] as Voter, poll, i % 3)))
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
    const ballots = await ballotsOf(poll)
    expect(ballots).toHaveLength(1)
    const { tally, myOptionIds } = await read(people[0] as Voter, poll)
    expect(myOptionIds).toEqual(ballots[0]?.optionIds)
    expect(tally.respondentCount).toBe(1)
    expect(tally.counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(1)
  }, 60_000)

  test('whatever votes, changes and closes at the same time: accepted is counted, refused is not', async () => {
    for (let round = 0; round < 6; round++) {
      const poll = await createPoll(alice, { multiple: true })
      const accepted = new Map<string, number>()
      const votes = people.map(async (person, i) => {
        for (let turn = 0; turn < 3; turn++) {
          const place = (i + turn + round) % 3
          const { data, errors } = await vote(person, poll, place)
          if (errors.length === 0) accepted.set(person.id, place)
          else {
            expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', state: 'CLOSED' })
            expect(data).toBeNull()
          }
        }
      })
      // The close falls somewhere among them, each round elsewhere.
      const closing = votes[round * 2]?.then(() => {}) ?? Promise.resolve()
      const closed =
        round % 2 === 0 ? manage(alice, 'closePoll', poll) : closing.then(() => manage(alice, 'closePoll', poll))
      const { tally } = (await closed).data.closePoll
      await Promise.all(votes)
      const expected = [0, 1, 2].map((place) => [...accepted.values()].filter((chosen) => chosen === place).length)
      expect(numbersOf(tally)).toEqual(expected)
      expect(tally.respondentCount).toBe(accepted.size)
      expect((await read(alice, poll)).tally).toEqual(tally)
      expect(await ballotsOf(poll)).toHaveLength(accepted.size)
    }
  }, 120_000)

  // The embedded database does one transaction at a time: nothing there waits for a lock. Two wait here, not more: whoever
  // comes first changes the row, and those behind then race for its new version.
  const whileHeld = async (poll: AskedPoll, ...works: (() => Promise<unknown>)[]) => {
    const held = await database.sql.connect()
    await held.query('BEGIN')
    await held.query('SELECT id FROM "Poll" WHERE id = $1 FOR UPDATE', [poll.id])
    const running: Promise<unknown>[] = []
    for (const work of works) {
      running.push(work())
      await expect.poll(() => waiters(database)).toBe(running.length)
    }
    await held.query('COMMIT')
    held.release()
    await Promise.all(running)
  }

  test.skipIf(kind === 'embedded')('a close that waits for a vote counts it', async () => {
    const poll = await createPoll(alice)
    await whileHeld(
      poll,
      async () => expect((await vote(people[0] as Voter, poll, 0)).errors).toEqual([]),
      async () => expect(numbersOf((await manage(alice, 'closePoll', poll)).data.closePoll.tally)).toEqual([1, 0, 0]),
    )
  })

  test.skipIf(kind === 'embedded')('a vote that waits for a close is refused', async () => {
    const poll = await createPoll(alice)
    await whileHeld(
      poll,
      async () => expect(numbersOf((await manage(alice, 'closePoll', poll)).data.closePoll.tally)).toEqual([0, 0, 0]),
      async () =>
        expect((await vote(people[1] as Voter, poll, 1)).errors[0]?.extensions).toMatchObject({
          code: 'CONFLICT',
          state: 'CLOSED',
        }),
    )
    expect(await ballotsOf(poll)).toEqual([])
  })

  test('many closes at the same time, by people and by the deadline, are one', async () => {
    const poll = await createPoll(alice, { closesAt: new Date(Date.now() + 3600_000).toISOString() })
    await vote(people[0] as Voter, poll, 0)
    await database.sql.query(
      `UPDATE "Poll" SET "closesAt" = (clock_timestamp() AT TIME ZONE 'UTC') - interval '1 second' WHERE id = $1`,
      [poll.id],
    )
    const before = (await read(alice, poll)).tally.revision
    const { closeDuePolls } = api.services.polls
    const closes = [1, 2, 3].flatMap(() => [closeDuePolls(), manage(alice, 'closePoll', poll)])
    await Promise.all(closes)
    expect((await read(alice, poll)).tally).toMatchObject({ state: 'CLOSED', revision: before + 1, respondentCount: 1 })
  })
})

/** How many statements of this database wait for a lock of a poll's row. */
const waiters = async ({ sql }: Database) =>
  (
    await sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%"Poll"%'`,
    )
  ).rows[0]?.n
