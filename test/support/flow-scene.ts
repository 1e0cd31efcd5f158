import type { Room } from './room.ts'

type Json = Record<string, unknown>

const ends = { people: [], veto: [], deadline: null, selfApproval: false }
const node = (id: string, kind: string, title: string, x: number, y: number, more: Json = {}) => ({
  ...{ id, kind, title, x, y },
  ...more,
})
const field = (name: string, kind: string, title: string, more: Json = {}) => ({
  ...{ name, kind, title, hint: '', required: false, shownIf: null },
  ...more,
})
const money = { currency: 'CNY', min: 0, max: null }

/** Two of the team, and above 5,000 yuan finance as well. */
export const buying = (team: string[], finance: string[]) => ({
  title: 'Buying',
  description: 'Things that the office needs.',
  room: 'general',
  nodes: [
    node('start', 'START', 'Asked for', 0, 0),
    node('team', 'APPROVAL', 'Team', 240, 0, {
      ...ends,
      people: [{ kind: 'USERS', userIds: team }],
      rule: { kind: 'N_OF', approvals: 2 },
      deadline: { minutes: 600, workingTime: false, escalateTo: [] },
    }),
    node('dear', 'CONDITION', 'How dear?', 450, 0),
    node('finance', 'APPROVAL', 'Finance', 660, -80, {
      ...ends,
      people: [{ kind: 'USERS', userIds: finance }],
      rule: { kind: 'ANY', failsAt: 'FIRST_REJECTION' },
    }),
    node('tell', 'NOTIFY', 'Tell the office', 660, 80, {
      people: [{ kind: 'INITIATOR' }],
      message: 'It will be bought.',
    }),
    node('end', 'END', 'Bought', 900, 0, { outcome: 'APPROVED' }),
  ],
  links: [
    ['start', 'team'],
    ['team', 'dear'],
    ['dear', 'finance', { field: 'price', operator: 'MORE', value: 500_000 }],
    ['dear', 'tell'],
    ['finance', 'end'],
    ['tell', 'end'],
  ].map(([from, to, condition = null], position) => ({ id: `${from}-${to}`, from, to, condition, position })),
  form: [
    field('why', 'TEXT', 'Why', { required: true, multiline: true, maxLength: 500, hint: 'What it is for.' }),
    field('what', 'CHOICE', 'What', {
      required: true,
      multiple: false,
      options: [
        { value: 'desk', title: 'A desk' },
        { value: 'tea', title: 'Tea' },
        { value: 'other', title: 'Something else' },
      ],
    }),
    field('other', 'TEXT', 'What else', {
      ...{ required: true, multiline: false, maxLength: 100 },
      shownIf: { field: 'what', operator: 'IS', value: 'other' },
    }),
    field('price', 'MONEY', 'Price', { required: true, ...money }),
    field('until', 'DATE', 'Until'),
    field('who', 'PEOPLE', 'For whom', { multiple: true }),
    field('lines', 'TABLE', 'Lines', {
      maxRows: 5,
      columns: [
        field('item', 'TEXT', 'Item', { required: true, multiline: false, maxLength: 80 }),
        field('pieces', 'NUMBER', 'Pieces', { required: true, whole: true, min: 1, max: 99 }),
        field('cost', 'MONEY', 'Each', money),
      ],
    }),
  ],
})

export const answers = {
  why: 'The old one wobbles.',
  what: 'desk',
  price: 620_000,
  until: '2030-01-31',
  lines: [{ item: 'Desk, oak', pieces: 1, cost: 620_000 }],
}

export type Ask = Room['api']['ask']

/** Publishes a flow; answers its id. */
export async function publish(ask: Ask, definition: object): Promise<string> {
  const { importFlow } = await ask<{ importFlow: { id: string } }>(
    'mutation ($d: JSON!) { importFlow(definition: $d) { id } }',
    { d: definition },
  )
  await ask('mutation ($id: ID!) { publishFlow(id: $id) { id } }', { id: importFlow.id })
  return importFlow.id
}

export async function openTicket(ask: Ask, flowId: string, title: string, form: object = answers): Promise<string> {
  const { openTicket: made } = await ask<{ openTicket: { id: string } }>(
    'mutation ($i: OpenTicketInput!) { openTicket(input: $i) { id } }',
    { i: { flowId, title, form } },
  )
  return made.id
}

/** The ids of people by their user names. */
export async function idsOf(ask: Ask): Promise<Record<string, string>> {
  const { users } = await ask<{ users: { id: string; username: string }[] }>('{ users { id username } }')
  return Object.fromEntries(users.map(({ id, username }) => [username, id]))
}
