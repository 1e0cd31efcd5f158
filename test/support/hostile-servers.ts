import type { Attacked } from './attacked.ts'

/** Mutations about what is on servers, for the test that attacks each field alone. */
export const serverMutations = (known: Record<string, string>): Attacked[] => [
  { field: 'checkServer', args: { id: 'ID!' }, selection: '{ ok }', valid: () => ({ id: known.server }) },
  { field: 'installAria2', args: { serverId: 'ID!' }, selection: '{ ok }', valid: () => ({ serverId: known.server }) },
]
