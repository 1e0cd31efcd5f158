import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const credentialList = graphql(`
  query Credentials {
    credentials { id name kind username publicKeyFingerprint updatedAt serverCount projectCount }
  }
`)

export type Credential = ResultOf<typeof credentialList>['credentials'][number]

export const addCredential = graphql(`
  mutation AddCredential($input: AddCredentialInput!) { addCredential(input: $input) { id name } }
`)
export const updateCredential = graphql(`
  mutation UpdateCredential($id: ID!, $input: UpdateCredentialInput!) { updateCredential(id: $id, input: $input) { id name } }
`)
export const removeCredential = graphql(`mutation RemoveCredential($id: ID!) { removeCredential(id: $id) }`)
