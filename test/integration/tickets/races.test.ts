import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  all,
  any,
  approval,
  drawn,
  end,
  inARow,
  nOf,
  start,
} from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { field } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { fileOf } from '../../support/ticket-files.ts'
import {
  act,
  decide,
  historyOf,
  open,
  opened,
  type Person,
  people,
  person,
  read,
  refusal,
  type Seen,
  seedFlow,
} from '../../support/tickets.ts'

// More rounds: SENDOFF_TEST_RACES=1000
const ROUNDS = Number(process.env.SENDOFF_TEST_RACES ?? 15)

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const databases = {
  embedded: async () => ({}),
  postgres: async () => ({ database: await (await postgres.createDatabase()).open() }),
}

describe.each(Object.entries(databases))('on %s', (_kind, lend) => {
  const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', cas: 'VIEWER', dan: 'VIEWER' }, lend)
  let crowd: Person[]
  beforeAll(async () => {
    crowd = await people(desk.api, 50)
  })

  const verified = async (id: string) =>
    expect(await desk.api.services.tickets.verifyTicket(id)).toMatchObject({ ok: true, problem: null })

  test.each([
    ['all of 50', all, 50],
    ['17 of 50', nOf(17), 17],
  ] as const)('%s who decide at once: it passes exactly once', async (_name, rule, need) => {
    const { ann } = desk.people
    const ids = crowd.map(({ id }) => id)
    const flow = await seedFlow(
      desk.api,
      ann,
      drawn([start(), approval('all', ids, rule), end()], ['start>all', 'all>end']),
    )
    const ticket = await opened(ann, flow)
    const taskOf = new Map(ticket.tasks.map(({ id, user }) => [user.id, id]))
    const answers = await Promise.all(crowd.map((one) => decide(one, taskOf.get(one.id) ?? '', 'APPROVE')))
    const late = answers.filter(({ errors }) => errors.length > 0)
    expect(late).toHaveLength(50 - need)
    for (const answer of late) {
      const { code, with: faster } = refusal(answer)
      expect(code).toBe('CONFLICT')
      expect(ids).toContain(faster?.decidedBy)
    }
    const history = await historyOf(ann, ticket.id)
    expect(history.filter(({ kind }) => kind === 'NODE_DECIDED')).toHaveLength(1)
    expect(history.filter(({ kind }) => kind === 'ENDED')).toHaveLength(1)
    expect(await read(ann, ticket.id)).toMatchObject({ status: 'APPROVED', visits: [{ approvals: need, need }] })
    await verified(ticket.id)
  })

  test(
    `approved, rejected, withdrawn and out of time at once, ${ROUNDS} times: one wins, the others are told who`,
    async () => {
      const { ann, ben, cas, dan } = desk.people
      const deadline = { minutes: 1, workingTime: false, escalateTo: [] }
      const node = approval('one', [ben.id, cas.id, dan.id], any, { deadline })
      const flow = await seedFlow(desk.api, ann, drawn([start(), node, end()], ['start>one', 'one>end']))
      const winners = new Map<string, number>()
      for (let round = 0; round < ROUNDS; round++) {
        const ticket = await opened(ann, flow)
        const taskOf = (one: Person) => ticket.tasks.find(({ user }) => user.id === one.id)?.id ?? ''
        await desk.api.database.prisma.$executeRaw`
        UPDATE "TicketTimer" SET "dueAt" = now() - interval '1 hour' WHERE "ticketId" = ${ticket.id} AND kind = 'EXPIRE'`
        await desk.api.database.prisma.$executeRaw`
        UPDATE "Ticket" SET state = replace(state::text, ${ticket.visits[0]?.timers.at(-1)?.dueAt ?? ''}, '2020-01-01T00:00:00.000Z')::jsonb
        WHERE id = ${ticket.id}`
        const calls = [
          () => decide(ben, taskOf(ben), 'APPROVE'),
          () => decide(cas, taskOf(cas), 'REJECT', { comment: 'No.' }),
          () => act(ann, 'withdrawTicket', ticket.id),
          () => desk.api.services.tickets.fireDueTimers().then(() => null),
        ]
        const order = calls.map((_, index) => calls[(index + round) % calls.length] as (typeof calls)[number])
        const answers = (await Promise.all(order.map((call) => call()))).filter((answer) => answer !== null)
        const after = (await read(ann, ticket.id)) as Seen
        const ended = (await historyOf(ann, ticket.id)).filter(({ kind }) => kind === 'ENDED')
        expect(ended).toHaveLength(1)
        expect(['APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED']).toContain(after.status)
        const refused = answers.filter(({ errors }) => errors.length > 0)
        expect(refused).toHaveLength(after.status === 'EXPIRED' ? 3 : 2)
        for (const answer of refused) {
          const { code, with: faster, message } = refusal(answer)
          expect({ code, status: faster?.ticketStatus, at: faster?.decidedAt }).toMatchObject({
            code: 'CONFLICT',
            status: after.status,
            at: expect.stringMatching(/^\d{4}-/),
          })
          expect(message).toContain('was faster')
        }
        expect(await desk.api.database.prisma.ticketTimer.count({ where: { ticketId: ticket.id } })).toBe(0)
        winners.set(after.status, (winners.get(after.status) ?? 0) + 1)
      }
      if (ROUNDS > 100) console.info('winners', Object.fromEntries(winners))
      expect(winners.size).toBeGreaterThan(1)
    },
    120_000 + ROUNDS * 2_000,
  )

  test('two votes at the same moment both count', async () => {
    const { ann, ben, cas } = desk.people
    const node = approval('two', [ben.id, cas.id], all)
    const flow = await seedFlow(desk.api, ann, drawn([start(), node, end()], ['start>two', 'two>end']))
    const ticket = await opened(ann, flow)
    const taskOf = (one: Person) => ticket.tasks.find(({ user }) => user.id === one.id)?.id ?? ''
    await Promise.all([decide(ben, taskOf(ben), 'APPROVE'), decide(cas, taskOf(cas), 'APPROVE')])
    expect(await read(ann, ticket.id)).toMatchObject({ status: 'APPROVED', visits: [{ approvals: 2 }] })
    await verified(ticket.id)
  })

  test('a file that several name at the same moment hangs on one ticket, and the others are refused at its place', async () => {
    const { ann, ben } = desk.people
    const papers = field('papers', { kind: 'FILE', multiple: true })
    const flow = await seedFlow(desk.api, ann, { ...inARow(approval('one', [ben.id])), form: [papers] })
    const { prisma } = desk.api.database
    for (let round = 0; round < 3; round++) {
      const [paper, count] = [await fileOf(desk.api, ann, 'plan.txt'), await prisma.ticket.count()]
      const answers = await Promise.all(Array.from({ length: 6 }, () => open(ann, flow, { form: { papers: [paper] } })))
      const winners = answers.filter(({ errors }) => errors.length === 0)
      expect(winners).toHaveLength(1)
      for (const { errors } of answers.filter((answer) => !winners.includes(answer))) {
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.form.papers' }] })
      }
      expect(await prisma.ticket.count()).toBe(count + 1)
      const { ticketId } = await prisma.ticketFile.findUniqueOrThrow({ where: { id: paper } })
      expect(ticketId).toBe(winners[0]?.data.openTicket.id)
    }
  })

  test('a draft submitted by several calls at once begins once, with its file', async () => {
    const { ann, ben } = desk.people
    const papers = field('papers', { kind: 'FILE', multiple: true })
    const flow = await seedFlow(desk.api, ann, { ...inARow(approval('one', [ben.id])), form: [papers] })
    const paper = await fileOf(desk.api, ann, 'plan.txt')
    const { id } = await opened(ann, flow, { draft: true, form: { papers: [paper] } })
    const answers = await Promise.all(Array.from({ length: 6 }, () => act(ann, 'submitTicket', id)))
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1)
    expect((await historyOf(ann, id)).filter(({ kind }) => kind === 'OPENED')).toHaveLength(1)
    const [task] = (await read(ben, id))?.myTasks ?? []
    await decide(ben, task?.id ?? '', 'SEND_BACK', { comment: 'Once more.' })
    expect((await act(ann, 'submitTicket', id)).errors).toEqual([])
    const files = await desk.api.database.prisma.ticketFile.findMany({ where: { ticketId: id }, select: { id: true } })
    expect(files).toEqual([{ id: paper }])
    await verified(id)
  })

  test('tickets opened while their flow is retired are opened or refused, and none is afterwards', async () => {
    const { ann, ben } = desk.people
    const operator = await person(desk.api, 'OPERATOR')
    const node = approval('one', [ben.id])
    const flow = await seedFlow(desk.api, operator, drawn([start(), node, end()], ['start>one', 'one>end']))
    const retire = () => operator.ask('mutation ($id: ID!) { retireFlow(id: $id) { state } }', { id: flow })
    const calls = Array.from({ length: 10 }, (_, index) => (index === 5 ? retire() : open(ann, flow)))
    const answers = (await Promise.all(calls)).filter((_, index) => index !== 5)
    const tickets = answers.filter(({ errors }) => errors.length === 0)
    for (const answer of answers) if (answer.errors.length > 0) expect(refusal(answer).code).toBe('CONFLICT')
    expect(new Set(tickets.map(({ data }) => data.openTicket.number)).size).toBe(tickets.length)
    expect(refusal(await open(ann, flow)).code).toBe('CONFLICT')
    expect(await desk.api.database.prisma.ticket.count({ where: { flowVersion: { flowId: flow } } })).toBe(
      tickets.length,
    )
  })
})

describe('before a lock that does not come free', () => {
  const desk = ticketDesk({ ann: 'VIEWER' }, databases.postgres)

  test('fifty who wait for one ticket leave room for everybody else', async () => {
    const {
      api,
      people: { ann },
    } = desk
    const crowd = await people(api, 50)
    const everyone = approval(
      'all',
      crowd.map(({ id }) => id),
      all,
    )
    const flow = await seedFlow(api, ann, drawn([start(), everyone, end()], ['start>all', 'all>end']))
    const ticket = await opened(ann, flow)
    const taskOf = new Map(ticket.tasks.map(({ id, user }) => [user.id, id]))
    const holder = await api.database.sql.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT id FROM "Ticket" WHERE id = $1 FOR UPDATE', [ticket.id])
    const answers = crowd.map((one) => decide(one, taskOf.get(one.id) ?? '', 'APPROVE'))
    const isWaitedFor = async () => {
      const { rows } = await api.database.sql.query('SELECT 1 FROM pg_locks WHERE NOT granted')
      return rows.length > 0
    }
    await expect.poll(isWaitedFor).toBe(true)
    expect(await read(ann, ticket.id)).toMatchObject({ status: 'RUNNING', visits: [{ approvals: 0 }] })
    await holder.query('COMMIT')
    holder.release()
    expect((await Promise.all(answers)).flatMap(({ errors }) => errors)).toEqual([])
    expect(await read(ann, ticket.id)).toMatchObject({ status: 'APPROVED', visits: [{ approvals: 50 }] })
  })
})
