import type { Attacked } from './attacked.ts'

/** Who may enter: sign-in, passwords, tokens, people. */
export function peopleMutations(known: Record<string, string>): Attacked[] {
  let count = 0
  return [
    {
      field: 'signIn',
      args: { username: 'String!', password: 'String!' },
      selection: '{ token }',
      valid: () => ({ username: 'admin', password: 'first password' }),
    },
    {
      field: 'changePassword',
      args: { current: 'String!', next: 'String!' },
      selection: '{ id }',
      valid: () => ({ current: 'wrong', next: 'long enough' }),
      wrong: ['current'],
    },
    {
      field: 'createApiToken',
      args: { input: 'CreateApiTokenInput!' },
      selection: '{ token }',
      valid: () => ({ input: { name: 'ci', expiresAt: '2099-01-01T00:00:00Z' } }),
    },
    { field: 'revokeApiToken', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
    { field: 'revokeSession', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
    {
      field: 'addUser',
      args: { input: 'AddUserInput!' },
      selection: '{ id username displayName }',
      valid: () => ({ input: { username: `u${++count}`, displayName: 'U', password: 'long enough', role: 'VIEWER' } }),
    },
    {
      field: 'updateUser',
      args: { id: 'ID!', input: 'UpdateUserInput!' },
      selection: '{ displayName }',
      valid: () => ({
        id: known.user,
        input: {
          displayName: 'U',
          role: 'VIEWER',
          disabled: false,
          password: 'long enough',
          gitEmails: ['v@x.example'],
        },
      }),
    },
  ]
}
