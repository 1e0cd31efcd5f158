import { graphql } from '../../graphql/tada.ts'

export const chainQuery = graphql(`query ActivityChain { activityChain { ok problem lines hash } }`)

export const filterChoices = graphql(`
  query ActivityFilterChoices {
    projects(first: 100) { nodes { id title } }
    servers(first: 100) { nodes { id name } }
  }
`)
