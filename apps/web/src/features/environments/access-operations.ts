import { graphql } from '../../graphql/tada.ts'

export const grantAccess = graphql(
  `mutation GrantAccess($input: GrantAccessInput!) { grantAccess(input: $input) { id } }`,
)

export const revokeAccess = graphql(`mutation RevokeAccess($id: ID!) { revokeAccess(id: $id) { id revokedAt } }`)
