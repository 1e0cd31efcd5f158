import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ApprovalNode } from '../../../apps/api/src/modules/flows/flow.definition.ts'
import { approval, drawn, end, nOf, start, users } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { letPass } from '../../support/ticket-time.ts'
import { act, decideMine, only, opened, type Person, read, refusal, seedFlow } from '../../support/tickets.ts'

const desk = ticketDesk({
  ann: 'VIEWER',
  ben: 'VIEWER',
  cas: 'VIEWER',
  dan: 'VIEWER',
  eve: 'VIEWER',
  fay: 'VIEWER',
  gil: 'VIEWER',
})

interface Shown {
  state: string
  why: string | null
  need: number
  given: number
  possible: number
  people: number
  closesAt: string | null
  at: string
  ballots: { user: { id: string }; vote: string | null; veto: boolean; voice: string; asked: { id: string }[] }[]
}

const GO_NO_GO = `state why need given possible people closesAt at nodeId round
  ballots { user { id } vote veto voice asked { id } by { id } at comment }`

async function shown(who: Person, id: string): Promise<Shown | undefined> {
  const query = `query ($id: ID!) { ticket(id: $id) { goNoGos { ${GO_NO_GO} } } }`
  return only<{ goNoGos: Shown[] }>(await who.ask(query, { id })).goNoGos[0]
}

/** Ann asks four, of whom three must say GO, and Fay may stop it. */
async function asked(more: Partial<ApprovalNode> = {}) {
  const { ann, ben, cas, dan, eve, fay } = desk.people
  const deadline = { minutes: 60, workingTime: false, escalateTo: [] }
  const people = [ben, cas, dan, eve].map(({ id }) => id)
  const node: ApprovalNode = {
    ...approval('go', people, nOf(3), { deadline, veto: users(fay.id), askByPoll: true }),
    ...more,
  }
  return opened(ann, await seedFlow(desk.api, ann, drawn([start(), node, end()], ['start>go', 'go>end'])))
}

const votes = ({ ballots }: Shown) => ballots.map(({ vote }) => vote)

test('each decision is a vote, and the third of four GO is the outcome for poll and ticket', async () => {
  const { ann, ben, cas, dan, eve, fay } = desk.people
  const ticket = await asked()
  const first = await shown(ann, ticket.id)
  expect(first).toMatchObject({ state: 'OPEN', why: null, need: 3, given: 0, possible: 4, people: 4 })
  expect(first?.ballots.map(({ user, veto, voice }) => [user.id, veto, voice])).toEqual([
    ...[ben, cas, dan, eve].map(({ id }) => [id, false, 'VOTE']),
    [fay.id, true, 'OBJECTION'],
  ])
  expect(Date.parse(first?.closesAt ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThan(3_500_000)
  only(await decideMine(ben, ticket.id, 'APPROVE'))
  only(await decideMine(cas, ticket.id, 'REJECT', { comment: 'The tests are red.' }))
  only(await decideMine(dan, ticket.id, 'APPROVE'))
  const third = await shown(eve, ticket.id)
  expect(third).toMatchObject({ state: 'OPEN', given: 2, possible: 3 })
  expect(third && votes(third)).toEqual(['GO', 'NO_GO', 'GO', null, null])
  expect(third?.ballots[3]?.asked).toEqual([{ id: eve.id }])
  // A second word of the same person, and one of the person who asks, count nothing.
  expect(refusal(await decideMine(ben, ticket.id, 'REJECT', { comment: 'no' })).code).toBeTruthy()
  expect(refusal(await decideMine(ann, ticket.id, 'APPROVE')).code).toBeTruthy()
  only(await decideMine(eve, ticket.id, 'APPROVE'))
  expect(await shown(ann, ticket.id)).toMatchObject({ state: 'GO', why: 'RULE_MET', given: 3, closesAt: null })
  expect((await read(ann, ticket.id))?.status).toBe('APPROVED')
})

test('who may stop it stops it alone, and the ticket with it', async () => {
  const { ann, ben, fay } = desk.people
  const ticket = await asked()
  only(await decideMine(ben, ticket.id, 'APPROVE'))
  only(await decideMine(fay, ticket.id, 'REJECT', { comment: 'Not on a Friday.' }))
  expect(await shown(ann, ticket.id)).toMatchObject({ state: 'NO_GO', why: 'VETOED', given: 1 })
  expect((await read(ann, ticket.id))?.status).toBe('REJECTED')
})

test('when its time is over it is a NO-GO, as the ticket says', async () => {
  const { ann, ben, cas } = desk.people
  const ticket = await asked()
  only(await decideMine(ben, ticket.id, 'APPROVE'))
  await letPass(desk.api.database, ticket.id, 61)
  await desk.api.services.tickets.fireDueTimers()
  expect(await shown(ann, ticket.id)).toMatchObject({ state: 'NO_GO', why: 'DEADLINE', given: 1, closesAt: null })
  expect((await read(ann, ticket.id))?.status).toBe('EXPIRED')
  expect(refusal(await decideMine(cas, ticket.id, 'APPROVE')).code).toBeTruthy()
})

test('of five who decide at once each counts once; a withdrawn one has no outcome; without the wish there is no poll', async () => {
  const { ann, ben, cas, dan, eve } = desk.people
  const ticket = await asked()
  await Promise.all([ben, ben, cas, dan, eve].map((who) => decideMine(who, ticket.id, 'APPROVE')))
  const after = await shown(ann, ticket.id)
  expect(after).toMatchObject({ state: 'GO', given: 3 })
  expect(after && votes(after).filter((vote) => vote === 'GO')).toHaveLength(3)
  const other = await asked()
  only(await act(ann, 'withdrawTicket', other.id))
  expect(await shown(ann, other.id)).toMatchObject({ state: 'VOID', why: null })
  const { askByPoll: _, ...plain } = approval('go', [ben.id])
  const silent = await opened(
    ann,
    await seedFlow(desk.api, ann, drawn([start(), plain, end()], ['start>go', 'go>end'])),
  )
  expect(await shown(ann, silent.id)).toBeUndefined()
  const query = 'query ($id: ID!) { ticket(id: $id) { verification { problem } } }'
  expect(only(await ann.ask(query, { id: ticket.id }))).toEqual({ verification: { problem: null } })
})

test('the card in the room counts GO and NO-GO, and whoever has no part sees no poll', async () => {
  const { ben, gil } = desk.people
  const ticket = await asked()
  only(await decideMine(ben, ticket.id, 'APPROVE'))
  const { state } = await desk.api.database.prisma.message.findFirstOrThrow({
    where: { clientId: `ticket:${ticket.id}` },
    select: { state: true },
  })
  expect(state).toMatchObject({ card: { nodes: [{ nodeId: 'go', poll: { go: 1, noGo: 0, asked: 5 } }] } })
  const query = 'query ($id: ID!) { ticket(id: $id) { goNoGos { state } } }'
  expect((await gil.ask(query, { id: ticket.id })).data.ticket).toBeNull()
})

test('what stands is found by whoever sees the ticket, until it is decided; also what stood before anybody wrote that down', async () => {
  const { ann, ben, cas, dan, gil } = desk.people
  const [standing, decided, plain] = [await asked(), await asked(), await asked({ askByPoll: undefined })]
  for (const who of [ben, cas, dan]) only(await decideMine(who, decided.id, 'APPROVE'))
  const query = 'query ($now: Boolean) { tickets(first: 100, filter: { asksByPoll: $now }) { nodes { id } } }'
  const found = async (who: Person, now: boolean) =>
    only<{ nodes: { id: string }[] }>(await who.ask(query, { now })).nodes.map(({ id }) => id)
  const mine = await found(ann, true)
  expect(mine).toContain(standing.id)
  expect(await found(ann, false)).toEqual(expect.arrayContaining([decided.id, plain.id]))
  for (const { id } of [decided, plain]) expect(mine).not.toContain(id)
  expect(await found(gil, true)).toEqual([])
  const { prisma } = desk.api.database
  const flagged = () => prisma.ticket.findMany({ where: { asksByPoll: true }, orderBy: { id: 'asc' } })
  const before = await flagged()
  await prisma.ticket.updateMany({ data: { asksByPoll: false } })
  const migration = await readFile('prisma/migrations/0054_go_no_gos_standing/migration.sql', 'utf8')
  await prisma.$executeRawUnsafe(/^UPDATE [^;]+/m.exec(migration)?.[0] ?? '')
  expect((await flagged()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
})

test('a drawing keeps the wish through saving, and a version says that it came', async () => {
  const admin = await desk.api.askAsAdmin()
  const nodes = (askByPoll?: boolean, kind = 'ALL') => [
    { id: 'start', kind: 'START', title: 's', x: 0, y: 0 },
    {
      ...{ id: 'go', kind: 'APPROVAL', title: 'Go?', x: 1, y: 0, rule: { kind } },
      ...{ people: [{ kind: 'ROLE', role: 'ADMIN' }], ...(askByPoll !== undefined && { askByPoll }) },
    },
    { id: 'end', kind: 'END', title: 'e', x: 2, y: 0 },
  ]
  const links = [
    { id: 'a', from: 'start', to: 'go' },
    { id: 'b', from: 'go', to: 'end' },
  ]
  const save = async (input: object) =>
    only<{ id: string; revision: number; definition: { nodes: ApprovalNode[] }; findings: { code: string }[] }>(
      await admin(
        `mutation ($input: SaveFlowInput!) { saveFlow(input: $input) { id revision definition findings { code } } }`,
        { input: { title: 'Go or no-go', links, form: [], ...input } },
      ),
    )
  const plain = await save({ nodes: nodes(false) })
  expect(plain.definition.nodes[1]).not.toHaveProperty('askByPoll')
  only(await admin('mutation ($id: ID!) { publishFlow(id: $id) { id } }', { id: plain.id }))
  const wrong = await save({ id: plain.id, revision: plain.revision, nodes: nodes(true, 'SEQUENCE') })
  expect(wrong.findings.map(({ code }) => code)).toContain('POLL_ONE_BY_ONE')
  const right = await save({ id: plain.id, revision: wrong.revision, nodes: nodes(true) })
  expect(right.definition.nodes[1]).toMatchObject({ askByPoll: true })
  const { changes } = only<{ changes: { id: string; differences: unknown[] }[] }>(
    await admin('query ($id: ID!) { flow(id: $id) { changes { id differences { property before after } } } }', {
      id: plain.id,
    }),
  )
  expect(changes).toEqual([{ id: 'go', differences: [{ property: 'askByPoll', before: null, after: true }] }])
  const file = { ...right.definition, title: 'Once more' }
  const copy = only<{ definition: { nodes: ApprovalNode[] } }>(
    await admin('mutation ($definition: JSON!) { importFlow(definition: $definition) { definition } }', {
      definition: file,
    }),
  )
  expect(copy.definition.nodes[1]).toMatchObject({ askByPoll: true })
})
