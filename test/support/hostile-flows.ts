import type { Attacked } from './attacked.ts'

let count = 0

export const knownFlow =
  'mutation { saveFlow(input: { title: "known flow", nodes: [], links: [], form: [] }) { id revision } }'
export const flowTables = ['Flow', 'FlowVersion']

/** As little as shows how each kind of part is judged; every part is attacked in flows.input.test.ts, without a database. */
const drawn = (known: Record<string, string>) => ({
  nodes: [
    { id: 'a', kind: 'NOTIFY', title: 'Tell', x: 1, y: 2, people: [{ kind: 'USERS', userIds: [known.user] }] },
    { id: 'b', kind: 'END', x: 1, y: 3 },
  ],
  links: [{ id: 'l', from: 'a', to: 'b', condition: { field: 'who', operator: 'IS_EMPTY' } }],
  form: [{ name: 'amount', title: 'Amount', kind: 'MONEY' }],
})

export const flowMutations = (known: Record<string, string>): Attacked[] => [
  {
    field: 'saveFlow',
    args: { input: 'SaveFlowInput!' },
    selection: '{ id title description nodes { id title } links { id from to } form { name title } }',
    valid: () => ({
      input: {
        title: `flow ${++count}`,
        description: 'what for',
        clientId: `flow-${count}`,
        roomId: known.room,
        ...drawn(known),
      },
    }),
  },
  {
    field: 'importFlow',
    args: { definition: 'JSON!', title: 'String' },
    selection: '{ id title }',
    valid: () => ({ title: `import ${++count}`, definition: { nodes: [], links: [], form: [] } }),
  },
  ...['publishFlow', 'retireFlow', 'restoreFlow', 'removeFlow'].map((field) => ({
    field,
    args: { id: 'ID!' },
    ...(field !== 'removeFlow' && { selection: '{ id }' }),
    valid: () => ({ id: known.nothing }),
  })),
]

export const flowQueries = (known: Record<string, string>) => [
  { field: 'flow', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
]
