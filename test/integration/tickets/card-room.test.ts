import { beforeAll, describe, expect, test } from 'vitest'
import { approval, inARow } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { FLOW, publishedFlow, saveFlow, simpleFlow } from '../../support/flows.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { decideMine, only, opened, type Person, read, refusal, seedFlow } from '../../support/tickets.ts'

const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', eve: 'VIEWER', owner: 'OPERATOR', admin: 'ADMIN' } as const)
let general: string

beforeAll(async () => {
  general = (await desk.api.database.prisma.room.findFirstOrThrow({ where: { everyone: true } })).id
})

let rooms = 0
const newRoom = async (by: Person): Promise<{ id: string; name: string }> =>
  only(await by.ask('mutation ($name: String!) { createRoom(name: $name) { id name } }', { name: `Room ${++rooms}` }))
const join = (one: Person, id: string) => one.ask('mutation ($id: ID!) { joinRoom(roomId: $id) { id } }', { id })
const remove = (one: Person, roomId: string) =>
  desk.people.admin.ask('mutation ($r: ID!, $u: ID!) { removeRoomMember(roomId: $r, userId: $u) { id } }', {
    ...{ r: roomId, u: one.id },
  })

/** The statuses of the ticket's cards in a room, as somebody there reads them. */
async function cardsIn(roomId: string, ticketId: string, by: Person): Promise<string[]> {
  const { data, errors } = await by.ask(
    `query ($id: ID!) { roomById(id: $id) { messages(first: 100) { messages { card { ... on TicketCard { ticketId status } } } } } }`,
    { id: roomId },
  )
  expect(errors).toEqual([])
  const cards = data.roomById.messages.messages.map(({ card }: { card: object | null }) => card)
  return cards
    .filter((card: { ticketId?: string } | null) => card?.ticketId === ticketId)
    .map((card: { status: string }) => card.status)
}

/** In how many rooms a ticket has been told of at all. */
const tellings = (ticketId: string) =>
  desk.api.database.prisma.message.count({ where: { clientId: `ticket:${ticketId}` } })

const setRoom = (flowId: string, roomId: string | null) =>
  desk.api.database.prisma.flow.update({ where: { id: flowId }, data: { roomId } })
const flowAsking = () => {
  const { ben, owner } = desk.people
  return seedFlow(desk.api, owner, inARow(approval('check', [ben.id])))
}

describe('the room of a flow', () => {
  const saved = async (by: Person, input: Record<string, unknown>) =>
    only<{ id: string; revision: number; room: { id: string } | null }>(
      await by.ask('mutation ($i: SaveFlowInput!) { saveFlow(input: $i) { id revision room { id } } }', { i: input }),
    )

  test('is the common one unless another is named, stays when it is left out, and is taken away by null', async () => {
    const { owner } = desk.people
    const input = simpleFlow()
    expect((await saved(owner, simpleFlow())).room).toEqual({ id: general })
    expect((await saved(owner, simpleFlow({ roomId: null }))).room).toBeNull()
    const first = await saved(owner, { ...input, roomId: general })
    expect(first.room).toEqual({ id: general })
    const { id } = first
    const left = await saved(owner, { ...input, id, revision: 1, description: 'so' })
    expect(left).toMatchObject({ room: { id: general }, revision: 2 })
    const same = await saved(owner, { ...input, id, revision: 2, description: 'so', roomId: general })
    expect(same.revision).toBe(2)
    const gone = await saved(owner, { ...input, id, revision: 2, description: 'so', roomId: null })
    expect(gone).toEqual({ id, revision: 3, room: null })
  })

  test('must be there, and not be one from which the editor was removed', async () => {
    const { owner, admin } = desk.people
    const { id: roomId } = await newRoom(admin)
    await join(owner, roomId)
    only(await remove(owner, roomId))
    for (const wrong of [roomId, '00000000-0000-7000-8000-000000000000', 'general']) {
      const { errors } = await saveFlow(owner.ask, simpleFlow({ roomId: wrong }))
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.roomId' }] })
    }
    // Nobody is told off for what somebody else has chosen.
    const input = simpleFlow({ roomId })
    const { id } = await saved(admin, input)
    const next = await saved(owner, { ...input, id, revision: 1, description: 'mended' })
    expect(next.room).toEqual({ id: roomId })
  })

  test('goes along with an export by its name, and is left out where there is none of that name', async () => {
    const { owner } = desk.people
    const { id: roomId, name } = await newRoom(owner)
    const { definition } = only<{ definition: { room: string } }>(await saveFlow(owner.ask, simpleFlow({ roomId })))
    expect(definition.room).toBe(name)
    const importing = async (room: unknown) =>
      owner.ask(`mutation ($d: JSON!) { importFlow(definition: $d, title: "${Math.random()}") { room { id } } }`, {
        d: { ...definition, room },
      })
    expect((await importing(name.toUpperCase())).data.importFlow.room).toEqual({ id: roomId })
    expect((await importing('nowhere')).data.importFlow.room).toBeNull()
    expect((await importing(null)).data.importFlow.room).toBeNull()
    expect((await importing(undefined)).data.importFlow.room).toEqual({ id: general })
    expect(refusal(await importing({ id: roomId })).code).toBe('BAD_USER_INPUT')
  })

  test('is the common one for templates about work, and none for those about people', async () => {
    const { owner } = desk.people
    const { flowTemplates } = (await owner.ask('{ flowTemplates { key roomName } }')).data
    expect(flowTemplates.map(({ key, roomName }: { key: string; roomName: string }) => [key, roomName])).toEqual([
      ['leave', null],
      ['purchase', null],
      ['server-access', 'general'],
      ['release', 'general'],
      ['go-no-go', 'general'],
      ['data-fix', 'general'],
    ])
  })
})

describe('a ticket', () => {
  test('through a flow without a room is told of in none, and those who are asked still are', async () => {
    const { ann, owner, admin } = desk.people
    const flow = await publishedFlow(owner.ask)
    await setRoom(flow.id, null)
    const ticket = await opened(ann, flow.id, { form: { reason: 'a funeral' } })
    expect(await tellings(ticket.id)).toBe(0)
    expect((await read(admin, ticket.id))?.myTasks).toHaveLength(1)
    await setRoom(flow.id, general)
    only(await decideMine(admin, ticket.id, 'REJECT', { comment: 'no' }))
    expect(await tellings(ticket.id)).toBe(0)
  })

  test('keeps its card where it was first posted, whatever room its flow names later', async () => {
    const { ann, ben, owner } = desk.people
    const flowId = await flowAsking()
    const { id: other } = await newRoom(owner)
    const first = await opened(ann, flowId)
    await setRoom(flowId, other)
    const second = await opened(ann, flowId)
    await setRoom(flowId, null)
    for (const { id } of [first, second]) only(await decideMine(ben, id, 'APPROVE'))
    expect(await cardsIn(general, first.id, owner)).toEqual(['APPROVED'])
    expect(await cardsIn(other, second.id, owner)).toEqual(['APPROVED'])
    expect([await tellings(first.id), await tellings(second.id)]).toEqual([1, 1])
  })

  test('that was a draft goes to the room of the moment in which it is opened', async () => {
    const { ann, owner } = desk.people
    const flowId = await flowAsking()
    const { id: roomId } = await newRoom(owner)
    const draft = await opened(ann, flowId, { draft: true })
    await setRoom(flowId, roomId)
    only(await ann.ask('mutation ($id: ID!) { submitTicket(id: $id) { id } }', { id: draft.id }))
    expect(await cardsIn(roomId, draft.id, owner)).toEqual(['RUNNING'])
  })

  test('is seen by nobody because of its card, and lets nobody into the room', async () => {
    const { ann, ben, eve } = desk.people
    const flowId = await flowAsking()
    const { id: roomId } = await newRoom(eve)
    await setRoom(flowId, roomId)
    const ticket = await opened(ann, flowId)
    expect(await cardsIn(roomId, ticket.id, eve)).toEqual(['RUNNING'])
    expect(await read(eve, ticket.id)).toBeNull()
    expect(refusal(await decideMine(eve, ticket.id, 'APPROVE')).code).toBe('NOT_FOUND')
    for (const one of [ann, ben]) {
      const asked = await one.ask('query ($id: ID!) { roomById(id: $id) { isMember messages { headSeq } } }', {
        id: roomId,
      })
      expect(refusal(asked).code).toBe('FORBIDDEN')
    }
    expect(await desk.api.database.prisma.roomMember.findMany({ where: { roomId } })).toMatchObject([
      { userId: eve.id },
    ])
  })

  test('goes on without a card when its room is gone', async () => {
    const { ann, ben, owner } = desk.people
    const flowId = await flowAsking()
    const { id: roomId } = await newRoom(owner)
    await setRoom(flowId, roomId)
    const ticket = await opened(ann, flowId)
    await desk.api.database.prisma.room.delete({ where: { id: roomId } })
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    const later = await opened(ann, flowId)
    expect([await tellings(ticket.id), await tellings(later.id)]).toEqual([0, 0])
    const { flow } = (await owner.ask(`query ($id: ID!) { flow(id: $id) { ${FLOW} room { id } } }`, { id: flowId }))
      .data
    expect(flow).toMatchObject({ room: null, definition: { room: null } })
  })

  test('about a project has its card in that project’s room, whatever its flow says', async () => {
    const { ann, owner } = desk.people
    const { prisma } = desk.api.database
    const project = await prisma.project.create({ data: { title: 'Shop', repositoryUrl: 'https://git.example/x.git' } })
    const { id: roomId } = await newRoom(owner)
    await prisma.room.update({ where: { id: roomId }, data: { projectId: project.id } })
    const flowId = await flowAsking()
    const viewer = await desk.api.services.accounts.authenticate(ann.token)
    if (!viewer) throw new Error('nobody')
    const about = async (flowRoom: string | null, projectId: string) => {
      await setRoom(flowId, flowRoom)
      const subject = { kind: 'release', id: 'r', projectId, facts: {} }
      const wish = { flowId, title: 'Ship it', form: {}, draft: false, copyTo: [], subject }
      return desk.api.log.transaction((tx) => desk.api.services.tickets.openIn(tx, viewer, wish))
    }
    for (const flowRoom of [null, general]) {
      const { id } = await about(flowRoom, project.id)
      expect(await cardsIn(roomId, id, owner)).toEqual(['RUNNING'])
      expect(await tellings(id)).toBe(1)
    }
    const elsewhere = await about(general, 'no project any more')
    expect(await cardsIn(general, elsewhere.id, owner)).toEqual(['RUNNING'])
  })
})
