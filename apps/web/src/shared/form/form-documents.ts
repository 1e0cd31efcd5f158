import { graphql } from '../../graphql/tada.ts'

export const serverChoices = graphql(`query ServerChoices { servers(first: 100) { nodes { id name host } } }`)

export const revisionPlaces = graphql(`
  query RevisionPlaces { projects(first: 100) { nodes { id title environments { id name kind } } } }
`)
