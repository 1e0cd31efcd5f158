import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const delegationsQuery = graphql(`
  query Delegations {
    standingDelegations { id startsAt endsAt reason revokedAt user { id displayName } delegate { id displayName } }
  }
`)

export type Delegation = ResultOf<typeof delegationsQuery>['standingDelegations'][number]

export const addDelegation = graphql(`
  mutation AddDelegation($input: AddStandingDelegationInput!) { addStandingDelegation(input: $input) { id } }
`)
export const endDelegation = graphql(`mutation EndDelegation($id: ID!) { revokeStandingDelegation(id: $id) { id } }`)
