import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { type Answer, openTestApi } from '../../support/execute.ts'
import { createPoll, manage, numbersOf, read, type TestApi, type Voter, vote, voter } from '../../support/polls.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

// Who took part in a secret poll and what was voted: whoever holds all tables, with the columns that the database itself keeps,
// cannot join the two.

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const databases: [string, () => Promise<Database>][] = [
  ['embedded', openTestDatabase],
  ['postgres', async () => (await postgres.createDatabase()).open()],
]

const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)
const RESULT = `result { respondentCount counts { count } hash } recount { equal hash } ballots { user { id } optionIds }`
const resultOf = async (who: Voter, { id }: { id: string }) =>
  (await who.ask(`{ poll(id: "${id}") { ${RESULT} } }`)).data.poll

describe.each(databases)('on the %s database', (_kind, open) => {
  let database: Database
  let api: TestApi
  let alice: Voter
  const people: Voter[] = []

  beforeAll(async () => {
    database = await open()
    api = await openTestApi({ database })
    alice = await voter(api, 'DEVELOPER')
    for (let i = 0; i < 8; i++) people.push(await voter(api, 'VIEWER'))
  })
  afterAll(async () => {
    expect(api.faults).toEqual([])
    await api.close()
    await database.close()
  })

  /** All rows of all tables, as text, with the number of the transaction that wrote each. */
  async function dump() {
    const tables = await database.sql.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    )
    const rows: { table: string; text: string; xmin: string }[] = []
    for (const { name } of tables.rows) {
      const found = await database.sql.query<{ text: string; xmin: string }>(
        `SELECT t::text AS text, xmin::text AS xmin FROM "${name}" AS t ORDER BY ctid`,
      )
      rows.push(...found.rows.map((row) => ({ table: name, ...row })))
    }
    return rows
  }

  test('a dump of the tables does not join who took part to what was voted', async () => {
    const poll = await createPoll(alice, { secrecy: 'SECRET' })
    for (const [i, person] of people.entries()) expect((await vote(person, poll, i % 3)).errors).toEqual([])
    const rows = await dump()

    const took = rows.filter(({ table }) => table === 'PollParticipation')
    const urn = rows.filter(({ table }) => table === 'PollSecretBallot')
    expect(took).toHaveLength(people.length)
    expect(urn).toHaveLength(people.length)
    // Neither has more than it must: nobody in a ballot, nothing chosen in a participation, no time in either.
    const columns = await database.sql.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_name IN ('PollParticipation', 'PollSecretBallot') ORDER BY 1`,
    )
    expect(columns.rows.map(({ name }) => name)).toEqual([
      'PollParticipation.pollId',
      'PollParticipation.userId',
      'PollSecretBallot.id',
      'PollSecretBallot.optionIds',
      'PollSecretBallot.pollId',
    ])
    // The ballots carry one transaction's number, and lie in the order of their random ids.
    expect(new Set(urn.map(({ xmin }) => xmin)).size).toBe(1)
    const ids = urn.map(({ text }) => text.slice(1, 37))
    expect(ids).toEqual([...ids].sort())
    expect(
      ids.every((id) => id[14] === '4'),
      'random ids, not those that hold a time',
    ).toBe(true)
    // Nothing else knows of a ballot, and nothing that knows of a participant knows of an option.
    expect(rows.filter(({ text }) => ids.some((id) => text.includes(id))).map(({ table }) => table)).toEqual(
      urn.map(() => 'PollSecretBallot'),
    )
    const named = rows.filter(({ text }) => people.some(({ id }) => text.includes(id)))
    expect(named.filter(({ text }) => poll.options.some(({ id }) => text.includes(id)))).toEqual([])
    expect(rows.filter(({ table, text }) => table === 'PollBallot' && text.includes(poll.id))).toEqual([])
  })

  test('one ballot each, for good; not a number before the close, and then all of them', async () => {
    const poll = await createPoll(alice, { secrecy: 'SECRET' })
    expect(await read(alice, poll)).toMatchObject({ changeable: false, visibility: 'AFTER_CLOSE', secrecy: 'SECRET' })
    const [bob, ...others] = people as [Voter, ...Voter[]]
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => vote(bob, poll, i % 3)))
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1)
    expect(codes(await vote(bob, poll, 0))).toEqual(['CONFLICT'])
    expect(codes(await vote(bob, poll))).toEqual(['CONFLICT'])
    expect(await read(bob, poll)).toMatchObject({
      hasVoted: true,
      myOptionIds: [],
      tally: { respondentCount: 1, counts: null },
    })
    for (const other of others) await vote(other, poll, 1)
    await manage(alice, 'closePoll', poll)
    const closed = await resultOf(alice, poll)
    expect(closed.result.respondentCount).toBe(people.length)
    expect(numbersOf(closed.result)?.reduce((sum, n) => sum + n, 0)).toBe(people.length)
    expect(closed.recount).toEqual({ equal: true, hash: closed.result.hash })
    expect(closed.ballots).toBeNull()
    expect((await read(bob, poll)).myOptionIds).toEqual([])
  })

  test('of fewer than three secret ballots no breakdown is told, by nothing', async () => {
    const roomId = (await alice.ask('mutation { createRoom(name: "few") { id } }')).data.createRoom.id
    for (const person of people) await person.ask(`mutation { joinRoom(roomId: "${roomId}") { id } }`)
    const poll = await createPoll(alice, { secrecy: 'SECRET', roomId })
    for (const person of people.slice(0, 2)) await vote(person, poll, 0)
    const closed = (await manage(alice, 'closePoll', poll)).data.closePoll
    expect(closed.tally).toMatchObject({ respondentCount: 2, counts: null })
    expect(await resultOf(alice, poll)).toEqual({
      result: { respondentCount: 2, counts: null, hash: null },
      recount: null,
      ballots: null,
    })
    const events = await alice.ask(`{ roomEvents(roomId: "${roomId}", after: 0) { events { message { card {
      ... on PollCard { respondentCount counts { count } } } } } } }`)
    const cards = events.data.roomEvents.events.flatMap(
      ({ message }: { message: { card: unknown } | null }) => message?.card ?? [],
    )
    expect(cards.at(-1)).toEqual({ respondentCount: 2, counts: null })
  })

  test('named: who voted what is told with the numbers, and not before', async () => {
    const poll = await createPoll(alice, { secrecy: 'NAMED', visibility: 'AFTER_VOTE' })
    const [bob, carol] = people as [Voter, Voter]
    await vote(bob, poll, 2)
    expect((await resultOf(carol, poll)).ballots).toBeNull()
    await vote(carol, poll, 0)
    const told = [bob, carol].map(({ id }, i) => ({ user: { id }, optionIds: [poll.options[i === 0 ? 2 : 0]?.id] }))
    expect((await resultOf(carol, poll)).ballots).toEqual(told)
    await manage(alice, 'closePoll', poll)
    expect((await resultOf(alice, poll)).ballots).toEqual(told)
  })

  test('a recount finds every ballot that was touched, also when the numbers are the same', async () => {
    const poll = await createPoll(alice)
    const [bob, carol] = people as [Voter, Voter]
    await vote(bob, poll, 0)
    await vote(carol, poll, 1)
    await manage(alice, 'closePoll', poll)
    expect((await resultOf(bob, poll)).recount.equal).toBe(true)
    await database.sql.query(
      `UPDATE "PollBallot" SET "optionIds" = CASE WHEN "userId" = $2 THEN $3::text[] ELSE $4::text[] END WHERE "pollId" = $1`,
      [poll.id, bob.id, [poll.options[1]?.id], [poll.options[0]?.id]],
    )
    const { result, recount } = await resultOf(bob, poll)
    expect(recount.equal).toBe(false)
    expect(recount.hash).not.toBe(result.hash)
  })
})
