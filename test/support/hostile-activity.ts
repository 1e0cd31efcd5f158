import type { Attacked } from './attacked.ts'

/** The queries of the activity with inputs that work, for the test that attacks each field alone. */
export const activityQueries = (known: Record<string, string>): Attacked[] => [
  {
    field: 'activity',
    args: { after: 'Int!', limit: 'Int' },
    selection: '{ headSeq }',
    valid: () => ({ after: 0, limit: 10 }),
  },
  {
    field: 'activityLines',
    args: { first: 'Int', after: 'String', filter: 'ActivityFilter' },
    selection: '{ totalCount }',
    valid: () => ({
      first: 10,
      filter: {
        projectId: known.project,
        serverId: known.server,
        actorId: known.user,
        kinds: ['release', 'server.added'],
        text: 'web',
        from: '2026-01-01T00:00:00Z',
        to: '2099-01-01T00:00:00Z',
      },
    }),
  },
  { field: 'activityLine', args: { seq: 'Int!' }, selection: '{ kind }', valid: () => ({ seq: 1 }) },
  { field: 'activityChain', args: {}, selection: '{ ok }', valid: () => ({}) },
]
