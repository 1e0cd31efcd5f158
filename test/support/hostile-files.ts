import type { Attacked } from './attacked.ts'

/** The operations on servers' files with inputs that would work, were the server there; for the test that attacks each field alone. */
export const attackedFiles = (known: Record<string, string>): { mutations: Attacked[]; queries: Attacked[] } => ({
  mutations: [
    {
      field: 'saveTextFile',
      args: { serverId: 'ID!', path: 'String!', text: 'String!', version: 'String', confirmProduction: 'Boolean' },
      selection: '{ text }',
      valid: () => ({ serverId: known.server, path: '/srv/a', text: 'b', version: 'c', confirmProduction: true }),
    },
    {
      field: 'makeDirectory',
      args: { serverId: 'ID!', path: 'String!', confirmProduction: 'Boolean' },
      selection: '{ path }',
      valid: () => ({ serverId: known.server, path: '/srv/a', confirmProduction: true }),
    },
    {
      field: 'renameFile',
      args: { serverId: 'ID!', from: 'String!', to: 'String!', confirmProduction: 'Boolean' },
      selection: '{ path }',
      valid: () => ({ serverId: known.server, from: '/srv/a', to: '/srv/b', confirmProduction: true }),
    },
    {
      field: 'removeFiles',
      args: { serverId: 'ID!', paths: '[String!]!', count: 'Int', confirmProduction: 'Boolean' },
      valid: () => ({ serverId: known.server, paths: ['/srv/a'], count: 1, confirmProduction: true }),
    },
    {
      field: 'changeFileMode',
      args: { serverId: 'ID!', path: 'String!', mode: 'String!', confirmProduction: 'Boolean' },
      selection: '{ path }',
      valid: () => ({ serverId: known.server, path: '/srv/a', mode: '644', confirmProduction: true }),
    },
  ],
  queries: [
    {
      field: 'serverFiles',
      args: { serverId: 'ID!', path: 'String' },
      selection: '{ path }',
      valid: () => ({ serverId: known.server, path: '/srv' }),
    },
    {
      field: 'readTextFile',
      args: { serverId: 'ID!', path: 'String!' },
      selection: '{ path }',
      valid: () => ({ serverId: known.server, path: '/srv/a' }),
    },
  ],
})
