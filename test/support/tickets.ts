import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { hashToken, newToken } from '../../apps/api/src/modules/accounts/tokens.ts'
import type { FlowDefinition } from '../../apps/api/src/modules/flows/flow.definition.ts'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import type { Answer, Ask, openTestApi } from './execute.ts'

export type TestApi = Awaited<ReturnType<typeof openTestApi>>

export interface Person {
  ask: Ask
  token: string
  id: string
  name: string
}

export const TICKET = `id number title status round form headSeq takenLinkIds
  steps { nodeId state } visits { id nodeId round state need people approvals timers { kind dueAt fired } }
  tasks { id nodeId round part status comment user { id } inPlaceOf { id } closedBecause { kind by { id } } }
  myTasks { id nodeId round } waitingFor { nodeId reason users { id } unblockers { id } }
  maySubmit mayWithdraw mayUrge mayCancel mayRevoke mayAssign copies { id }`

export interface Seen {
  id: string
  number: number
  title: string
  status: string
  round: number
  headSeq: number
  form: Record<string, unknown>
  takenLinkIds: string[]
  steps: { nodeId: string; state: string }[]
  visits: {
    id: string
    nodeId: string
    round: number
    state: string
    need: number
    people: number
    approvals: number
    timers: { kind: string; dueAt: string; fired: boolean }[]
  }[]
  tasks: {
    id: string
    nodeId: string
    round: number
    part: string
    status: string
    comment: string
    user: { id: string }
    inPlaceOf: { id: string } | null
    closedBecause: { kind: string; by: { id: string } | null } | null
  }[]
  myTasks: { id: string; nodeId: string; round: number }[]
  waitingFor: { nodeId: string | null; reason: string; users: { id: string }[]; unblockers: { id: string }[] }[]
  copies: { id: string }[]
  maySubmit: boolean
  mayWithdraw: boolean
  mayUrge: boolean
  mayCancel: boolean
  mayRevoke: boolean
  mayAssign: boolean
}

/** People who are signed in, straight into the database: how they came in is not the matter here, and passwords take their time. */
export async function people(api: TestApi, count: number, role: Role = 'VIEWER'): Promise<Person[]> {
  // The first of all is the admin; nobody becomes it once somebody is there.
  await api.askAsAdmin()
  const { prisma } = api.database
  const made = Array.from({ length: count }, () => {
    const tag = randomUUID().slice(0, 8)
    return { id: randomUUID(), username: `${role.toLowerCase()}-${tag}`, displayName: `A ${role} ${tag}` }
  })
  await prisma.user.createMany({ data: made.map((one) => ({ ...one, role, passwordHash: 'nobody signs in by this' })) })
  const entered = made.map(({ id, displayName: name }) => ({ id, name, token: newToken('session') }))
  const expiresAt = new Date(Date.now() + 3_600_000)
  await prisma.session.createMany({
    data: entered.map(({ id: userId, token }) => ({ userId, tokenHash: hashToken(token), expiresAt })),
  })
  const rooms = await prisma.room.findMany({ where: { everyone: true }, select: { id: true } })
  await prisma.roomMember.createMany({
    data: rooms.flatMap(({ id: roomId }) => made.map(({ id: userId }) => ({ roomId, userId }))),
  })
  return entered.map((one) => ({ ...one, ask: api.askAs(one.token) }))
}

export async function person(api: TestApi, role: Role = 'VIEWER'): Promise<Person> {
  const [one] = await people(api, 1, role)
  if (!one) throw new Error('nobody came')
  return one
}

/** A published flow, straight into the database: what is judged on publishing is not the matter here. */
export async function seedFlow(api: TestApi, owner: Person, definition: FlowDefinition): Promise<string> {
  const { prisma } = api.database
  const draft = JSON.parse(JSON.stringify(definition))
  const room = await prisma.room.findUniqueOrThrow({ where: { nameKey: 'general' } })
  const flow = await prisma.flow.create({
    data: { title: `flow ${randomUUID()}`, state: 'PUBLISHED', version: 1, draft, roomId: room.id, ownerId: owner.id },
  })
  await prisma.flowVersion.create({ data: { flowId: flow.id, version: 1, definition: draft, publishedById: owner.id } })
  return flow.id
}

export const only = <T>(answer: Answer): T => {
  expect(answer.errors).toEqual([])
  return Object.values(answer.data)[0] as T
}

export const open = (who: Person, flowId: string, more: Record<string, unknown> = {}) =>
  who.ask(`mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ${TICKET} } }`, {
    input: { flowId, title: 'A new desk', form: {}, ...more },
  })

export const opened = async (who: Person, flowId: string, more: Record<string, unknown> = {}): Promise<Seen> =>
  only(await open(who, flowId, more))

export const read = async (who: Person, id: string): Promise<Seen | null> =>
  (await who.ask(`query ($id: ID!) { ticket(id: $id) { ${TICKET} } }`, { id })).data.ticket

export const decide = (who: Person, taskId: string, decision: string, more: Record<string, unknown> = {}) =>
  who.ask(`mutation ($input: DecideInput!) { decide(input: $input) { ${TICKET} } }`, {
    input: { taskId, decision, ...more },
  })

/** Decides the one task that this person has there. */
export async function decideMine(who: Person, ticketId: string, decision: string, more: Record<string, unknown> = {}) {
  const [task] = (await read(who, ticketId))?.myTasks ?? []
  return decide(who, task?.id ?? 'none', decision, more)
}

/** A verb that takes a ticket's id. */
export const act = (who: Person, verb: string, id: string, args = '') =>
  who.ask(`mutation ($id: ID!) { ${verb}(id: $id${args ? `, ${args}` : ''}) { ${TICKET} } }`, { id })

export const historyOf = async (
  who: Person,
  id: string,
): Promise<{ seq: number; kind: string; message: string; hash: string; by: { id: string } | null }[]> =>
  (await who.ask('query ($id: ID!) { ticket(id: $id) { history { seq kind message hash by { id } } } }', { id })).data
    .ticket.history

/** What a call was refused with. */
export const refusal = ({ errors }: Answer) => ({
  code: errors[0]?.extensions.code,
  with: errors[0]?.extensions.conflictsWith as Record<string, unknown> | undefined,
  message: errors[0]?.message ?? '',
})
