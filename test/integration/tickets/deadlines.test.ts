import { expect, test } from 'vitest'
import { verifyAll } from '../../../apps/api/src/commands/verify.ts'
import { createTicketTimers } from '../../../apps/api/src/jobs/ticket-timers.ts'
import type { FlowNode } from '../../../apps/api/src/modules/flows/flow.definition.ts'
import { all, approval, drawn, end, start, users } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { openTestApi } from '../../support/execute.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { letPass } from '../../support/ticket-time.ts'
import { act, decideMine, historyOf, only, opened, read, refusal, type Seen, seedFlow } from '../../support/tickets.ts'

const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', cas: 'VIEWER', dan: 'VIEWER' })

const pass = (ticketId: string, minutes: number) => letPass(desk.api.database, ticketId, minutes)

async function waiting(escalateTo: string[]) {
  const { ann, ben, cas } = desk.people
  const deadline = { minutes: 60, workingTime: false, escalateTo: users(...escalateTo) }
  const node = approval('slow', [ben.id, cas.id], all, { deadline })
  const flow = await seedFlow(desk.api, ann, drawn([start(), node, end()], ['start>slow', 'slow>end']))
  return opened(ann, flow)
}

const fired = async (id: string) =>
  (await historyOf(desk.people.ann, id)).filter(({ kind }) => kind === 'TIMER_FIRED' || kind === 'ESCALATED')

test('each deadline fires once, however many workers look at the same time and whatever restarts', async () => {
  const { ann } = desk.people
  const ticket = await waiting([])
  const look = () => Promise.all(Array.from({ length: 4 }, () => desk.api.services.tickets.fireDueTimers()))
  await look()
  expect(await fired(ticket.id)).toEqual([])
  await pass(ticket.id, 31)
  await look()
  expect(await fired(ticket.id)).toHaveLength(1)
  // Another process over the same database finds nothing left to do, and then what has come due.
  const other = await openTestApi({ database: desk.api.database })
  const jobs = [desk.api, other].map(({ services }) =>
    createTicketTimers({
      fireDueTimers: services.tickets.fireDueTimers,
      report: (error) => expect(error).toBeNull(),
      everyMs: 5,
    }),
  )
  for (const job of jobs) job.start()
  await pass(ticket.id, 30)
  await expect.poll(async () => (await read(ann, ticket.id))?.status).toBe('EXPIRED')
  await Promise.all(jobs.map((job) => job.stop()))
  await look()
  expect(await fired(ticket.id)).toHaveLength(3)
  expect((await read(ann, ticket.id))?.tasks.map(({ status }) => status)).toEqual(['EXPIRED', 'EXPIRED'])
  expect(await desk.api.database.prisma.ticketTimer.count({ where: { ticketId: ticket.id } })).toBe(0)
  await other.close()
})

test('asks others when the time is over, and then their word counts', async () => {
  const { dan } = desk.people
  const ticket = await waiting([dan.id])
  await pass(ticket.id, 61)
  await desk.api.services.tickets.fireDueTimers()
  expect((await fired(ticket.id)).at(-1)?.kind).toBe('ESCALATED')
  expect((await read(dan, ticket.id))?.status).toBe('RUNNING')
  expect(only<Seen>(await decideMine(dan, ticket.id, 'APPROVE'))).toMatchObject({ status: 'APPROVED' })
})

test('deadlines of a decided step are gone with it', async () => {
  const { ben, cas } = desk.people
  const ticket = await waiting([])
  only(await decideMine(ben, ticket.id, 'APPROVE'))
  expect(await desk.api.database.prisma.ticketTimer.count({ where: { ticketId: ticket.id } })).toBe(3)
  only(await decideMine(cas, ticket.id, 'APPROVE'))
  expect(await desk.api.database.prisma.ticketTimer.count({ where: { ticketId: ticket.id } })).toBe(0)
})

test('an approval lapses once when it was not used in time, and is used no more from that moment on', async () => {
  const { ann, ben } = desk.people
  const { prisma } = desk.api.database
  const action = { kind: 'CALL_WEBHOOK', hookId: 'gone', automatic: false }
  const flowOf = (validHours: number | null) =>
    seedFlow(
      desk.api,
      ann,
      drawn(
        [start(), approval('check', [ben.id]), { ...end(), validHours, action } as FlowNode],
        ['start>check', 'check>end'],
      ),
    )
  const approved = async (validHours: number | null) => {
    const ticket = await opened(ann, await flowOf(validHours))
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    return ticket.id
  }
  const validUntil = async (id: string) =>
    (await ann.ask(`{ ticket(id: "${id}") { validUntil endedAt } }`)).data.ticket as Record<string, string | null>
  const use = (id: string) => act(ann, 'startTicketAction', id)
  const timers = (ticketId: string) => prisma.ticketTimer.count({ where: { ticketId, kind: 'LAPSE' } })
  const look = () => Promise.all(Array.from({ length: 4 }, () => desk.api.services.tickets.fireDueTimers()))

  const [forEver, used, left] = [await approved(null), await approved(2), await approved(2)]
  const until = await validUntil(left)
  expect(Date.parse(until.validUntil ?? '') - Date.parse(until.endedAt ?? '')).toBe(2 * 3_600_000)
  expect((await validUntil(forEver)).validUntil).toBeNull()
  only(await use(used))
  expect([await timers(forEver), await timers(used), await timers(left)]).toEqual([0, 0, 1])
  await look()
  expect((await read(ann, left))?.status).toBe('APPROVED')
  // Two hours and a minute pass.
  await pass(left, 121)
  expect(refusal(await use(left))).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/held until/) })
  await look()
  await look()
  expect(await read(ann, left)).toMatchObject({ status: 'LAPSED', mayRevoke: false })
  const history = await historyOf(ann, left)
  expect(history.filter(({ kind }) => kind === 'ENDED')).toHaveLength(2)
  expect(history.at(-1)).toMatchObject({ kind: 'ENDED', by: null })
  expect(await timers(left)).toBe(0)
  expect([(await read(ann, forEver))?.status, (await read(ann, used))?.status]).toEqual(['APPROVED', 'CONSUMED'])
})

test('whoever changes what happened, or what is stored, is found out by name', async () => {
  const { ann, ben, cas } = desk.people
  const flow = await seedFlow(
    desk.api,
    ann,
    drawn([start(), approval('check', [ben.id, cas.id], all), end()], ['start>check', 'check>end']),
  )
  const ticket = await opened(ann, flow)
  only(await decideMine(ben, ticket.id, 'APPROVE', { comment: 'Fine.' }))
  const verification = async () =>
    (await ann.ask(`{ ticket(id: "${ticket.id}") { verification { ok problem events } } }`)).data.ticket.verification
  expect(await verification()).toMatchObject({ ok: true, problem: null, events: ticket.headSeq + 1 })

  const { prisma } = desk.api.database
  const stream = `ticket:${ticket.id}`
  const tampered: [string, string, RegExp][] = [
    [
      `UPDATE "StreamEvent" SET payload = jsonb_set(payload, '{change,comment}', '"Never."') WHERE "streamId" = '${stream}' AND seq = ${ticket.headSeq + 1}`,
      `UPDATE "StreamEvent" SET payload = jsonb_set(payload, '{change,comment}', '"Fine."') WHERE "streamId" = '${stream}' AND seq = ${ticket.headSeq + 1}`,
      /^Line \d+ \(TASK_CHANGED\) is not what was written/,
    ],
    [
      `UPDATE "StreamEvent" SET seq = 1000 WHERE "streamId" = '${stream}' AND seq = 2`,
      `UPDATE "StreamEvent" SET seq = 2 WHERE "streamId" = '${stream}' AND seq = 1000`,
      /^Line 2 is missing/,
    ],
    [
      `UPDATE "TicketTask" SET status = 'APPROVED' WHERE "ticketId" = '${ticket.id}' AND "userId" = '${cas.id}'`,
      `UPDATE "TicketTask" SET status = 'PENDING' WHERE "ticketId" = '${ticket.id}' AND "userId" = '${cas.id}'`,
      /is stored as APPROVED; the history says PENDING/,
    ],
    [
      `UPDATE "Ticket" SET state = jsonb_set(state, '{round}', '2') WHERE id = '${ticket.id}'`,
      `UPDATE "Ticket" SET state = jsonb_set(state, '{round}', '1') WHERE id = '${ticket.id}'`,
      /The stored "round" is not what the history leads to/,
    ],
    [
      `UPDATE "Ticket" SET title = 'Two desks' WHERE id = '${ticket.id}'`,
      `UPDATE "Ticket" SET title = 'A new desk' WHERE id = '${ticket.id}'`,
      /The title or the form is not what was decided about/,
    ],
    [
      `UPDATE "FlowVersion" SET definition = jsonb_set(definition, '{nodes,1,rule}', '{"kind":"ANY","failsAt":"ALL_REJECTED"}') WHERE "flowId" = '${flow}'`,
      `UPDATE "FlowVersion" SET definition = jsonb_set(definition, '{nodes,1,rule}', '{"kind":"ALL"}') WHERE "flowId" = '${flow}'`,
      /^Line 1 \(OPENED\) is not what was written/,
    ],
  ]
  for (const [change, back, said] of tampered) {
    await prisma.$executeRawUnsafe(change)
    const found = await verification()
    expect(found.ok, change).toBe(false)
    expect(found.problem).toMatch(said)
    await prisma.$executeRawUnsafe(back)
    expect((await verification()).problem).toBeNull()
  }
  await prisma.$executeRawUnsafe(tampered[0]?.[0] ?? '')
  await expect(verifyAll(desk.api.database)).rejects.toThrow(`Ticket #${ticket.number}: Line`)
})
