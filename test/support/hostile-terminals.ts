import type { Attacked } from './attacked.ts'

/** The operations of terminals with inputs that work, for the test that attacks each field alone. */
export const attackedTerminals = (known: Record<string, string>): Record<'mutations' | 'queries', Attacked[]> => ({
  mutations: [
    {
      field: 'openTerminal',
      args: { serverId: 'ID!', columns: 'Int!', rows: 'Int!', reason: 'String', confirmed: 'Boolean' },
      selection: '{ id reason }',
      valid: () => ({ serverId: known.server, columns: 80, rows: 24, reason: 'a look', confirmed: true }),
    },
    { field: 'endTerminal', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  ],
  queries: [
    {
      field: 'terminals',
      args: { first: 'Int', after: 'String', open: 'Boolean', serverId: 'ID' },
      selection: '{ totalCount }',
      valid: () => ({ first: 5, after: null, open: true, serverId: known.nothing }),
    },
    { field: 'terminal', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  ],
})
