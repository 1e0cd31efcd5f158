import type { Attacked } from './attacked.ts'
import { attackedTrains } from './hostile-trains.ts'

let count = 0
const weekly = () => [{ days: ['MON', 'SUN'], from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' }]

const approval = () => ({ required: 1, approverIds: ['00000000-0000-7000-8000-000000000000'], expiresMinutes: 60 })

/** The operations about when releases begin, with inputs that work, for the test that attacks each field alone. */
export function attackedWhen(known: Record<string, string>) {
  const selection = '{ id reason weekly { from to timeZone } }'
  const repeated = () => ({
    scope: 'PROJECT',
    projectId: known.project,
    reason: 'Nights',
    strict: true,
    weekly: weekly(),
  })
  const once = () => ({
    ...{ scope: 'ENVIRONMENT', environmentId: known.environment, reason: 'Move' },
    ...{ startsAt: '2029-01-01T00:00:00Z', endsAt: '2029-01-02T00:00:00Z' },
  })
  const rules = () => [{ kind: 'BRANCH', pattern: 'main', environmentId: known.environment }]
  const mutations: Attacked[] = [
    { field: 'addFreeze', args: { input: 'FreezeInput!' }, selection, valid: () => ({ input: repeated() }) },
    {
      field: 'updateFreeze',
      args: { id: 'ID!', input: 'FreezeInput!' },
      selection,
      valid: () => ({ id: known.freeze, input: once() }),
    },
    {
      field: 'grantAccess',
      args: { input: 'GrantAccessInput!' },
      selection: '{ id reason }',
      valid: () => ({
        input: { environmentId: known.environment, userId: known.developer, hours: 2, reason: 'Nights' },
      }),
    },
    { field: 'revokeAccess', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
    { field: 'removeFreeze', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
    {
      field: 'overrideHold',
      args: { releaseId: 'ID!', reason: 'String!' },
      selection: '{ id }',
      valid: () => ({ releaseId: known.nothing, reason: 'It is urgent' }),
    },
    {
      field: 'addIncomingHook',
      args: { input: 'AddIncomingHookInput!' },
      selection: '{ hook { id name } }',
      valid: () => ({
        input: { projectId: known.project, name: `hook-${++count}`, provider: 'GITHUB', rules: rules() },
      }),
    },
    {
      field: 'updateIncomingHook',
      args: { id: 'ID!', input: 'UpdateIncomingHookInput!' },
      selection: '{ id }',
      valid: () => ({ id: known.nothing, input: { name: 'hook', rules: rules(), enabled: true } }),
    },
    {
      field: 'renewIncomingSecret',
      args: { id: 'ID!' },
      selection: '{ secret }',
      valid: () => ({ id: known.nothing }),
    },
    { field: 'removeIncomingHook', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
    {
      field: 'approveRelease',
      args: { id: 'ID!', digest: 'String!', comment: 'String' },
      selection: '{ id }',
      valid: () => ({ id: known.nothing, digest: 'a'.repeat(64), comment: 'Fine' }),
    },
    {
      field: 'rejectRelease',
      args: { id: 'ID!', reason: 'String!' },
      selection: '{ id }',
      valid: () => ({ id: known.nothing, reason: 'No' }),
    },
    { field: 'withdrawApproval', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
    {
      field: 'updateEnvironment',
      args: { id: 'ID!', input: 'EnvironmentInput!' },
      selection: '{ windows { from to timeZone } }',
      valid: () => ({ id: known.environment, input: { windows: weekly(), approval: approval() } }),
    },
  ]
  /** What they are about. */
  const prepare = async (ask: (document: string, variables: Record<string, unknown>) => Promise<{ id: string }>) => {
    const input = { input: once() }
    const developer = { username: 'night', displayName: 'N', password: 'long enough', role: 'DEVELOPER' }
    known.developer = (
      await ask('mutation ($input: AddUserInput!) { addUser(input: $input) { id } }', { input: developer })
    ).id
    known.freeze = (await ask('mutation ($input: FreezeInput!) { addFreeze(input: $input) { id } }', input)).id
  }
  const trains = attackedTrains(known)
  return { mutations: [...mutations, ...trains.mutations], queries: trains.queries, prepare }
}

export const whenTables = ['Freeze', 'AccessGrant', 'ReleaseApproval', 'IncomingHook']
