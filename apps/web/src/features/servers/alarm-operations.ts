import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const metricRulesQuery = graphql(`
  query MetricRules {
    metricRules {
      id name label key comparison threshold forSeconds quietMinutes enabled
      room { id name }
      firing { id startedAt value server { id name } }
    }
  }
`)

export type MetricRule = ResultOf<typeof metricRulesQuery>['metricRules'][number]

export const ruleChoices = graphql(`
  query MetricRuleChoices { serverLabels rooms { id name } }
`)

export const addMetricRule = graphql(`
  mutation AddMetricRule($input: MetricRuleInput!) { addMetricRule(input: $input) { id } }
`)
export const updateMetricRule = graphql(`
  mutation UpdateMetricRule($id: ID!, $input: MetricRuleInput!) { updateMetricRule(id: $id, input: $input) { id } }
`)
export const removeMetricRule = graphql(`mutation RemoveMetricRule($id: ID!) { removeMetricRule(id: $id) }`)
