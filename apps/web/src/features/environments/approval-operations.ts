import { graphql } from '../../graphql/tada.ts'

export const approverChoices = graphql(
  `query ApproverChoices { users { id displayName role disabled } flows { id title state } }`,
)
