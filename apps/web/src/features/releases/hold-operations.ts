import { graphql } from '../../graphql/tada.ts'

export const overrideHold = graphql(`
  mutation OverrideHold($id: ID!, $reason: String!) { overrideHold(releaseId: $id, reason: $reason) { id } }
`)
