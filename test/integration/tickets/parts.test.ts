import { beforeAll, describe, expect, test, vi } from 'vitest'
import {
  all,
  approval,
  drawn,
  end,
  fork,
  inARow,
  join,
  notify,
  start,
} from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import {
  act,
  decide,
  decideMine,
  historyOf,
  only,
  open,
  opened,
  type Person,
  person,
  read,
  refusal,
  type Seen,
  seedFlow,
} from '../../support/tickets.ts'

const desk = ticketDesk({
  ...({ ann: 'VIEWER', ben: 'VIEWER', cas: 'VIEWER', dan: 'VIEWER', eve: 'VIEWER' } as const),
  ...({ admin: 'ADMIN', owner: 'OPERATOR' } as const),
})
let simple: string

beforeAll(async () => {
  const { ben, cas, owner } = desk.people
  simple = await seedFlow(desk.api, owner, inARow(approval('check', [ben.id, cas.id], all)))
})

test('who follows a ticket from the head that was read with it misses nothing that happened while it was read', async () => {
  const { ann } = desk.people
  const { tickets } = desk.api.services
  const ticket = await opened(ann, simple)
  const { headsOf } = tickets
  vi.spyOn(tickets, 'headsOf').mockImplementationOnce(async (asked) => {
    only(await act(ann, 'withdrawTicket', ticket.id))
    return headsOf(asked)
  })
  const document = 'query ($id: ID!) { ticket(id: $id) { status headSeq } }'
  const found = only<{ status: string; headSeq: number }>(await ann.ask(document, { id: ticket.id }))
  const history = await historyOf(ann, ticket.id)
  expect(found).toEqual({ status: 'WITHDRAWN', headSeq: history.at(-1)?.seq })
})

const disable = (one: Person) =>
  desk.people.admin.ask('mutation ($id: ID!) { updateUser(id: $id, input: { disabled: true }) { id } }', { id: one.id })

describe('who has a part in a ticket', () => {
  test('sees all of it; everybody else sees nothing, and gets nothing done', async () => {
    const { ann, ben, dan, eve, owner, admin } = desk.people
    const ticket = await opened(ann, simple, { copyTo: [dan.id] })
    for (const one of [ann, ben, dan, owner, admin]) expect((await read(one, ticket.id))?.number).toBe(ticket.number)
    expect(await read(eve, ticket.id)).toBeNull()
    const task = ticket.tasks[0]?.id ?? ''
    const outsider = [
      await decide(eve, task, 'APPROVE'),
      await act(eve, 'withdrawTicket', ticket.id),
      await act(eve, 'urgeTicket', ticket.id),
      await act(eve, 'revokeTicket', ticket.id, 'reason: "x"'),
      await act(eve, 'copyTicket', ticket.id, `userIds: ["${eve.id}"]`),
    ]
    expect(outsider.map((answer) => refusal(answer).code)).toEqual(Array(5).fill('NOT_FOUND'))
    const insider = [
      await decide(dan, task, 'APPROVE'),
      await decide(ann, task, 'APPROVE'),
      await decide(admin, task, 'APPROVE'),
      await act(ben, 'withdrawTicket', ticket.id),
      await act(ben, 'urgeTicket', ticket.id),
      await act(owner, 'cancelTicket', ticket.id, 'reason: "x"'),
    ]
    expect(insider.map((answer) => refusal(answer).code)).toEqual(Array(6).fill('FORBIDDEN'))
    expect((await historyOf(ann, ticket.id)).length).toBe(ticket.headSeq)
    const list = async (one: Person, scope: string) =>
      (await one.ask(`{ tickets(filter: { scope: ${scope}, search: "#${ticket.number}" }) { totalCount } }`)).data
        .tickets.totalCount
    const counts = [await list(ann, 'MINE'), await list(ben, 'MY_TASKS'), await list(dan, 'COPIED')]
    expect([...counts, await list(owner, 'ALL'), await list(eve, 'ALL')]).toEqual([1, 1, 1, 1, 0])
  })

  test('an assignee of branch A does not act on branch B, whatever the payload claims', async () => {
    const { ann, ben, cas, owner } = desk.people
    const flow = await seedFlow(
      desk.api,
      owner,
      drawn(
        [start(), fork(), approval('a', [ben.id]), approval('b', [cas.id]), join(), end()],
        ['start>fork', 'fork>a', 'fork>b', 'a>join', 'b>join', 'join>end'],
      ),
    )
    const ticket = await opened(ann, flow)
    const taskOfB = ticket.tasks.find(({ nodeId }) => nodeId === 'b')?.id ?? ''
    expect(refusal(await decide(ben, taskOfB, 'APPROVE')).code).toBe('FORBIDDEN')
    // The task of one ticket under the name of another is the task of nobody.
    const other = await opened(ann, simple)
    const forged = `${other.id}.${taskOfB.split('.')[1]}x`
    expect(refusal(await decide(ben, forged, 'APPROVE')).code).toBe('NOT_FOUND')
    expect(await read(ann, ticket.id)).toMatchObject({
      status: 'RUNNING',
      visits: [{ approvals: 0 }, { approvals: 0 }],
    })
  })

  test('running tickets end with the version that they began with, whatever becomes of the flow', async () => {
    const { ann, ben, dan, owner } = desk.people
    const drawing = (id: string) => drawn([start(), approval('check', [id]), end()], ['start>check', 'check>end'])
    const flow = await seedFlow(desk.api, owner, drawing(ben.id))
    const ticket = await opened(ann, flow)
    const { prisma } = desk.api.database
    const definition = JSON.parse(JSON.stringify(drawing(dan.id)))
    await prisma.flowVersion.create({ data: { flowId: flow, version: 2, definition, publishedById: owner.id } })
    await prisma.flow.update({ where: { id: flow }, data: { version: 2, draft: definition } })
    expect((await opened(ann, flow)).tasks.map(({ user }) => user.id)).toEqual([dan.id])
    only(await owner.ask('mutation ($id: ID!) { retireFlow(id: $id) { state } }', { id: flow }))
    expect(refusal(await open(ann, flow)).code).toBe('CONFLICT')
    await expect(prisma.flow.delete({ where: { id: flow } })).rejects.toThrow()
    expect(only<Seen>(await decideMine(ben, ticket.id, 'APPROVE')).status).toBe('APPROVED')
  })

  test('verbs: urged once in ten minutes, revoked by who approved, cancelled by an admin with a reason', async () => {
    const { ann, ben, cas, admin } = desk.people
    const ticket = await opened(ann, simple)
    only(await act(ann, 'urgeTicket', ticket.id))
    const again = await act(ann, 'urgeTicket', ticket.id)
    expect(again.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    expect(refusal(await act(admin, 'cancelTicket', ticket.id, 'reason: " "')).code).toBe('BAD_USER_INPUT')
    const cancelled = only<Seen>(await act(admin, 'cancelTicket', ticket.id, 'reason: "Twice the same."'))
    expect(cancelled.tasks.map(({ closedBecause }) => closedBecause?.kind)).toEqual(['CANCELLED', 'CANCELLED'])
    const other = await opened(ann, simple)
    for (const one of [ben, cas]) only(await decideMine(one, other.id, 'APPROVE'))
    expect((await read(cas, other.id))?.mayRevoke).toBe(true)
    expect(only<Seen>(await act(cas, 'revokeTicket', other.id, 'reason: "A mistake."')).status).toBe('REVOKED')
  })

  test('somebody stands in by a standing delegation, and who is disabled is asked no more', async () => {
    const { ann, ben, cas, dan, owner } = desk.people
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    const delegate = (one: Person, to: string) =>
      one.ask(
        'mutation ($input: AddStandingDelegationInput!) { addStandingDelegation(input: $input) { id user { id } delegate { id } } }',
        { input: { delegateId: to, endsAt } },
      )
    expect(refusal(await delegate(cas, cas.id)).code).toBe('BAD_USER_INPUT')
    const { id } = only<{ id: string }>(await delegate(cas, dan.id))
    expect(refusal(await delegate(cas, ann.id)).code).toBe('CONFLICT')
    const ticket = await opened(ann, simple)
    expect(ticket.tasks.map(({ user, inPlaceOf }) => [user.id, inPlaceOf?.id ?? null])).toEqual([
      [ben.id, null],
      [dan.id, cas.id],
    ])
    only(await cas.ask('mutation ($id: ID!) { revokeStandingDelegation(id: $id) { revokedAt } }', { id }))
    const gone = await person(desk.api)
    const flow = await seedFlow(
      desk.api,
      owner,
      drawn([start(), approval('check', [gone.id]), end()], ['start>check', 'check>end']),
    )
    await disable(gone)
    const held = await opened(ann, flow)
    expect(held.waitingFor).toMatchObject([{ reason: 'TOO_FEW_PEOPLE', unblockers: [{ id: owner.id }] }])
    const input = { ticketId: held.id, visitId: held.visits[0]?.id, userIds: [ben.id] }
    const assign = (one: Person) =>
      one.ask('mutation ($input: AssignTaskInput!) { assignTask(input: $input) { id } }', { input })
    expect(refusal(await assign(ann)).code).toBe('FORBIDDEN')
    only(await assign(owner))
    expect(only<Seen>(await decideMine(ben, held.id, 'APPROVE')).status).toBe('APPROVED')
  })
})

test('where those who were asked have left, people are named as where there were none; refusals name the argument', async () => {
  const { ann, ben, dan, owner } = desk.people
  const gone = await person(desk.api)
  const node = approval('check', [gone.id, ben.id], all)
  const flow = await seedFlow(desk.api, owner, drawn([start(), node, end()], ['start>check', 'check>end']))
  const ticket = await opened(ann, flow)
  const named = (userIds: string[]) =>
    owner.ask('mutation ($input: AssignTaskInput!) { assignTask(input: $input) { id } }', {
      input: { ticketId: ticket.id, visitId: ticket.visits[0]?.id, userIds },
    })
  const paths = ({ errors }: Awaited<ReturnType<typeof named>>) =>
    (errors[0]?.extensions.fields as { path: string }[] | undefined)?.map(({ path }) => path)
  expect((await read(owner, ticket.id))?.mayAssign).toBe(false)
  expect(paths(await named([dan.id]))).toEqual(['input.visitId'])
  await disable(gone)
  expect(await read(owner, ticket.id)).toMatchObject({
    mayAssign: true,
    waitingFor: [{ reason: 'PEOPLE_GONE', unblockers: [{ id: owner.id }, { id: ann.id }] }],
  })
  expect((await read(ann, ticket.id))?.mayAssign).toBe(false)
  // The one who asked, one who is there already, one who has left.
  for (const one of [ann, ben, gone]) expect(paths(await named([one.id]))).toEqual(['input.userIds'])
  expect(paths(await act(ann, 'copyTicket', ticket.id, `userIds: ["${gone.id}"]`))).toEqual(['userIds'])
  expect(paths(await act(ann, 'copyTicket', ticket.id, 'userIds: []'))).toEqual(['userIds'])
  only(await named([dan.id]))
  for (const one of [ben, dan]) only(await decideMine(one, ticket.id, 'APPROVE'))
  expect(await read(ann, ticket.id)).toMatchObject({ status: 'APPROVED', mayAssign: false })
})

describe('live', () => {
  const events = 'subscription ($id: ID!, $after: Int) { ticketEvents(ticketId: $id, after: $after) { seq kind } }'

  test('the history comes without a gap, from any place on, and ends for who is let out', async () => {
    const { ann, ben, admin } = desk.people
    const outsider = await person(desk.api)
    const ticket = await opened(ann, simple)
    const ending = new AbortController()
    const refused = desk.api.follow(outsider.token, events, { id: ticket.id, after: 0 }, ending.signal)
    await expect(refused.next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const watcher = await person(desk.api, 'OPERATOR')
    const stream = desk.api.follow(watcher.token, events, { id: ticket.id, after: 1 }, ending.signal)
    const seqs: number[] = []
    const take = async () => seqs.push((await stream.next()).value.ticketEvents.seq)
    for (let seq = 2; seq <= ticket.headSeq; seq++) await take()
    const next = take()
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    await next
    expect(seqs).toEqual(Array.from({ length: ticket.headSeq }, (_, index) => index + 2))
    const rest = expect(stream.next()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await admin.ask('mutation ($id: ID!) { updateUser(id: $id, input: { role: VIEWER }) { id } }', { id: watcher.id })
    await rest
    ending.abort()
  })

  test('the badge counts what waits, and only the newest number comes', async () => {
    const { ann, owner } = desk.people
    const me = await person(desk.api)
    const flow = await seedFlow(
      desk.api,
      owner,
      drawn([start(), approval('mine', [me.id]), end()], ['start>mine', 'mine>end']),
    )
    const ending = new AbortController()
    const counts = desk.api.follow(me.token, 'subscription { myTasks { pending } }', {}, ending.signal)
    const next = async () => (await counts.next()).value.myTasks.pending
    expect(await next()).toBe(0)
    const ticket = await opened(ann, flow)
    expect(await next()).toBe(1)
    only(await decideMine(me, ticket.id, 'APPROVE'))
    expect(await next()).toBe(0)
    expect((await me.ask('{ taskCount { pending } }')).data.taskCount).toEqual({ pending: 0 })
    ending.abort()
    await counts.return(undefined)
  })

  test('hooks are told by name exactly whom each step means, and not all of them of the last one', async () => {
    const { ann, ben, cas, dan, owner, admin } = desk.people
    const made = await admin.ask(
      'mutation ($input: AddNotificationHookInput!) { addNotificationHook(input: $input) { id } }',
      {
        input: {
          ...{ name: 'tickets', format: 'SLACK', url: 'https://hooks.example/x', language: 'EN' },
          events: ['TICKET_WAITING', 'TICKET_NOTICE', 'TICKET_DECIDED'],
        },
      },
    )
    const { id: hookId } = only<{ id: string }>(made)
    const flow = await seedFlow(
      desk.api,
      owner,
      drawn(
        [start(), notify('first', dan.id), approval('check', [ben.id]), notify('last', cas.id), end()],
        ['start>first', 'first>check', 'check>last', 'last>end'],
      ),
    )
    const ticket = await opened(ann, flow)
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    const { prisma } = desk.api.database
    const told = await prisma.notificationDelivery.findMany({ where: { hookId }, orderBy: { id: 'asc' } })
    const usernames = async (...those: Person[]) =>
      Promise.all(those.map(async ({ id }) => (await prisma.user.findUniqueOrThrow({ where: { id } })).username))
    const newsOf = (news: unknown) => (news as { ticket: { node: string; people: { username: string }[] } }).ticket
    expect(
      told
        .map(({ event, news }) => ({
          event,
          node: newsOf(news).node,
          to: newsOf(news).people.map((one) => one.username),
        }))
        .sort((a, b) => `${a.event}${a.node}`.localeCompare(`${b.event}${b.node}`)),
    ).toEqual([
      { event: 'ticket.decided', node: null, to: await usernames(ann) },
      { event: 'ticket.notice', node: 'first', to: await usernames(dan) },
      { event: 'ticket.notice', node: 'last', to: await usernames(cas) },
      { event: 'ticket.waiting', node: 'check', to: await usernames(ben) },
    ])
  })

  test('the card in the room stands as the ticket stands', async () => {
    const { ann, ben, cas } = desk.people
    const ticket = await opened(ann, simple)
    const card = async () => {
      const { data } = await ben.ask(`{ room(name: "general") { messages(first: 100) { messages { card {
        ... on TicketCard { ticketId number status nodes { nodeId approvals need waitingFor { id } } } } } } } }`)
      const cards = data.room.messages.messages.map((message: { card: object | null }) => message.card)
      return cards.filter((one: { ticketId?: string } | null) => one?.ticketId === ticket.id)
    }
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    expect(await card()).toEqual([
      {
        ...{ ticketId: ticket.id, number: ticket.number, status: 'RUNNING' },
        nodes: [{ nodeId: 'check', approvals: 1, need: 2, waitingFor: [{ id: cas.id }] }],
      },
    ])
    only(await decideMine(cas, ticket.id, 'APPROVE'))
    expect(await card()).toMatchObject([{ status: 'APPROVED', nodes: [] }])
  })
})
