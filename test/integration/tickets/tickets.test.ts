import { beforeAll, describe, expect, test } from 'vitest'
import type { FormField } from '../../../apps/api/src/modules/flows/form.definition.ts'
import {
  all,
  approval,
  drawn,
  end,
  inARow,
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
  person,
  read,
  refusal,
  type Seen,
  seedFlow,
} from '../../support/tickets.ts'

const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', cas: 'VIEWER', dan: 'VIEWER', owner: 'DEVELOPER' })
let countersign: string
const DESKS: FormField = {
  ...{ name: 'desks', title: 'How many', hint: '', required: false, shownIf: null },
  ...{ kind: 'NUMBER', min: 1, max: 9, whole: true },
}

beforeAll(async () => {
  const { ben, cas, owner } = desk.people
  countersign = await seedFlow(desk.api, owner, { ...inARow(approval('check', [ben.id, cas.id], all)), form: [DESKS] })
})

describe('a ticket from its beginning to its end', () => {
  test('asks everybody at once, and is approved when all have', async () => {
    const { ann, ben, cas } = desk.people
    const ticket = await opened(ann, countersign, { form: { desks: 3 } })
    expect(ticket).toMatchObject({ status: 'RUNNING', round: 1, form: { desks: 3 }, mayWithdraw: true })
    expect(ticket.steps).toEqual([
      { nodeId: 'start', state: 'PASSED' },
      { nodeId: 'check', state: 'CURRENT' },
      { nodeId: 'end', state: 'WAITING' },
    ])
    expect(ticket.waitingFor).toMatchObject([
      { nodeId: 'check', reason: 'DECISION', users: [{ id: ben.id }, { id: cas.id }] },
    ])
    const first = only<Seen>(await decideMine(ben, ticket.id, 'APPROVE', { comment: 'Fine.' }))
    expect(first.visits).toMatchObject([{ nodeId: 'check', need: 2, people: 2, approvals: 1, state: 'OPEN' }])
    expect(first.myTasks).toEqual([])
    const last = only<Seen>(await decideMine(cas, ticket.id, 'APPROVE'))
    expect(last).toMatchObject({ status: 'APPROVED', takenLinkIds: ['start>check', 'check>end'] })
    expect(last.steps.map(({ state }) => state)).toEqual(['PASSED', 'PASSED', 'PASSED'])
    const history = await historyOf(ann, ticket.id)
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1))
    expect(history.at(-1)?.kind).toBe('ENDED')
    expect(history.map(({ message }) => message)).toContain(`${ben.name} approved "check": Fine.`)
    expect(last.headSeq).toBe(history.length)
  })

  test('names each answer that is wrong, and opens nothing', async () => {
    const { ann } = desk.people
    const answer = await open(ann, countersign, { form: { desks: 0 } })
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.form.desks' }],
    })
  })

  test('tells who was faster, and when, to whoever decides too late', async () => {
    const { ann, ben, cas } = desk.people
    const ticket = await opened(ann, countersign)
    const [late] = (await read(cas, ticket.id))?.myTasks ?? []
    expect(refusal(await decideMine(ben, ticket.id, 'REJECT')).code).toBe('BAD_USER_INPUT')
    only(await decideMine(ben, ticket.id, 'REJECT', { comment: 'Too dear.' }))
    const refused = refusal(await decide(cas, late?.id ?? '', 'APPROVE'))
    expect(refused.code).toBe('CONFLICT')
    expect(refused.with).toMatchObject({ decidedBy: ben.id, decidedByName: ben.name, ticketStatus: 'REJECTED' })
    expect(refused.with?.decidedAt).toMatch(/^\d{4}-.*Z$/)
    expect(refused.message).toContain(ben.name)
    const task = (await read(cas, ticket.id))?.tasks.find(({ user }) => user.id === cas.id)
    expect(task).toMatchObject({ status: 'CLOSED', closedBecause: { kind: 'NODE_FAILED', by: { id: ben.id } } })
  })

  test('is a draft of its author alone until it is submitted, and can be removed until then', async () => {
    const { ann, ben, owner } = desk.people
    const draft = await opened(ann, countersign, { draft: true, copyTo: [owner.id] })
    expect(draft).toMatchObject({ status: 'DRAFT', round: 0, maySubmit: true, mayWithdraw: false })
    for (const other of [ben, owner, await person(desk.api, 'ADMIN')]) expect(await read(other, draft.id)).toBeNull()
    const saved = only<Seen>(
      await ann.ask(
        'mutation ($id: ID!) { saveTicket(id: $id, title: "Two desks", form: { desks: 2 }) { title form } }',
        {
          id: draft.id,
        },
      ),
    )
    expect(saved).toEqual({ title: 'Two desks', form: { desks: 2 } })
    expect(only<Seen>(await act(ann, 'submitTicket', draft.id))).toMatchObject({ status: 'RUNNING', round: 1 })
    expect((await read(owner, draft.id))?.copies).toEqual([{ id: owner.id }])
    const other = await opened(ann, countersign, { draft: true })
    only(await ann.ask('mutation ($id: ID!) { removeTicket(id: $id) }', { id: other.id }))
    expect(await read(ann, other.id)).toBeNull()
  })

  test('comes back to its author, who changes it for another round', async () => {
    const { ann, ben, cas } = desk.people
    const ticket = await opened(ann, countersign, { form: { desks: 1 } })
    const [stale] = (await read(cas, ticket.id))?.myTasks ?? []
    const back = only<Seen>(await decideMine(ben, ticket.id, 'SEND_BACK', { comment: 'How many?' }))
    expect(back).toMatchObject({ status: 'SENT_BACK', waitingFor: [{ reason: 'INITIATOR', users: [{ id: ann.id }] }] })
    only(await ann.ask('mutation ($id: ID!) { saveTicket(id: $id, form: { desks: 2 }) { id } }', { id: ticket.id }))
    const again = only<Seen>(await act(ann, 'submitTicket', ticket.id))
    expect(again).toMatchObject({ status: 'RUNNING', round: 2, form: { desks: 2 } })
    const refused = refusal(await decide(cas, stale?.id ?? '', 'APPROVE', { round: 1 }))
    expect(refused).toMatchObject({ code: 'CONFLICT', with: { round: 2 } })
  })

  test('notify nodes and copies reach exactly the people they name', async () => {
    const { ann, ben, cas, dan, owner } = desk.people
    const told = await seedFlow(
      desk.api,
      owner,
      drawn(
        [start(), notify('first', cas.id), approval('check', [ben.id]), notify('last', dan.id), end()],
        ['start>first', 'first>check', 'check>last', 'last>end'],
      ),
    )
    const ticket = await opened(ann, told)
    expect((await read(ann, ticket.id))?.copies).toEqual([{ id: cas.id }])
    expect(await read(dan, ticket.id)).toBeNull()
    only(await decideMine(ben, ticket.id, 'APPROVE'))
    expect((await read(dan, ticket.id))?.copies).toEqual([{ id: cas.id }, { id: dan.id }])
    const lines = (await historyOf(ann, ticket.id)).filter(({ kind }) => kind === 'NOTIFIED')
    expect(lines).toHaveLength(2)
  })
})

describe('calls that come twice', () => {
  test('a ticket is opened once under a clientId, also when both calls come at once', async () => {
    const { ann, ben } = desk.people
    const more = { clientId: `open-${Math.random()}` }
    const both = await Promise.all([opened(ann, countersign, more), opened(ann, countersign, more)])
    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(refusal(await open(ann, countersign, { ...more, title: 'Something else' })).code).toBe('CONFLICT')
    expect((await opened(ben, countersign, more)).id).not.toBe(both[0]?.id)
  })

  test('a decision sent twice is one decision, and another one under its name is refused', async () => {
    const { ann, ben } = desk.people
    const ticket = await opened(ann, countersign)
    const [task] = (await read(ben, ticket.id))?.myTasks ?? []
    const send = (decision: string, more = {}) =>
      decide(ben, task?.id ?? '', decision, { clientId: `d-${ticket.id}`, round: 1, ...more })
    const answers = await Promise.all([send('APPROVE'), send('APPROVE'), send('APPROVE')])
    for (const answer of answers) expect(only<Seen>(answer).visits).toMatchObject([{ approvals: 1 }])
    const length = (await historyOf(ann, ticket.id)).length
    only(await send('APPROVE'))
    expect(await historyOf(ann, ticket.id)).toHaveLength(length)
    expect(refusal(await send('REJECT', { comment: 'No.' })).code).toBe('CONFLICT')
  })
})
