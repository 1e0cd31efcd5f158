import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const peopleQuery = graphql(`
  query People { users { id username displayName role disabled createdAt gitEmails lead { id displayName } } }
`)
export type Person = ResultOf<typeof peopleQuery>['users'][number]
export const addUser = graphql(`mutation AddUser($input: AddUserInput!) { addUser(input: $input) { id } }`)
export const updateUser = graphql(`
  mutation UpdateUser($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }
`)

export const setLead = graphql(`
  mutation SetLead($userId: ID!, $leadId: ID) { setLead(userId: $userId, leadId: $leadId) { id } }
`)

export const tokenQuery = graphql(`query Tokens { apiTokens { id name createdAt lastUsedAt expiresAt } }`)
export type Token = ResultOf<typeof tokenQuery>['apiTokens'][number]
export const createToken = graphql(`
  mutation CreateToken($input: CreateApiTokenInput!) { createApiToken(input: $input) { token apiToken { id } } }
`)
export const revokeToken = graphql(`mutation RevokeToken($id: ID!) { revokeApiToken(id: $id) }`)

export const sessionQuery = graphql(`query Sessions { sessions { id createdAt lastSeenAt expiresAt current } }`)
export type Session = ResultOf<typeof sessionQuery>['sessions'][number]
export const revokeSession = graphql(`mutation RevokeSession($id: ID!) { revokeSession(id: $id) }`)

export const changePassword = graphql(`
  mutation ChangeOwnPassword($current: String!, $next: String!) { changePassword(current: $current, next: $next) { id } }
`)
