import type { Attacked } from './attacked.ts'

/** Mutations of environments, for the test that attacks each field alone. */
export const environmentMutations = (known: Record<string, string>): Attacked[] => [
  { field: 'removeEnvironment', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  {
    field: 'restoreVariables',
    args: { environmentId: 'ID!', version: 'Int!' },
    selection: '{ id }',
    valid: () => ({ environmentId: known.nothing, version: 1 }),
  },
]
