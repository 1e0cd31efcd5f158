import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const freezesQuery = graphql(`
  query Freezes($past: Boolean) {
    freezes(past: $past) {
      id scope reason strict startsAt endsAt activeNow createdAt
      weekly { days from to timeZone }
      project { id title }
      environment { id name project { id title } }
      createdBy { displayName }
    }
  }
`)

export type Freeze = ResultOf<typeof freezesQuery>['freezes'][number]

export const freezePlaces = graphql(`
  query FreezePlaces { projects(first: 100) { nodes { id title environments { id name } } } }
`)

export const addFreeze = graphql(`mutation AddFreeze($input: FreezeInput!) { addFreeze(input: $input) { id } }`)
export const updateFreeze = graphql(`
  mutation UpdateFreeze($id: ID!, $input: FreezeInput!) { updateFreeze(id: $id, input: $input) { id } }
`)
export const removeFreeze = graphql(`mutation RemoveFreeze($id: ID!) { removeFreeze(id: $id) }`)
