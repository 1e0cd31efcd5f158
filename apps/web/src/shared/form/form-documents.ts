import { graphql } from '../../graphql/tada.ts'

export const serverSearch = graphql(`
  query ServerSearch($search: String) { servers(first: 50, search: $search) { nodes { id name host } } }
`)

export const revisionPlaces = graphql(`
  query RevisionPlaces { projects(first: 100) { nodes { id title environments { id name kind } } } }
`)
