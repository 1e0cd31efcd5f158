import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const flowList = graphql(`
  query Flows { flows { id title description state version updatedAt mayEdit ticketsUnderWay savedBy { displayName } owner { displayName } } }
`)

export type ListedFlow = ResultOf<typeof flowList>['flows'][number]

export const templateList = graphql(`
  query FlowTemplates($language: NotificationLanguage) { flowTemplates(language: $language) { key title description roomName definition } }
`)

export const flowQuery = graphql(
  `
  query Flow($id: ID!) {
    flow(id: $id) {
      id title state version revision mayEdit updatedAt definition formSchema
      savedBy { displayName } room { id name }
      findings { code severity nodeId linkId field message }
    }
  }
`,
)

export type Flow = NonNullable<ResultOf<typeof flowQuery>['flow']>
export type Finding = Flow['findings'][number]

export const roomChoices = graphql(`query RoomChoices { rooms { id name } }`)

export const flowVersions = graphql(`
  query FlowVersions($id: ID!) {
    flow(id: $id) {
      id
      changes { part kind id title differences { property before after } }
      versions {
        id version title publishedAt definition publishedBy { displayName }
        changes { part kind id title differences { property before after } }
      }
    }
  }
`)

export type Versions = NonNullable<ResultOf<typeof flowVersions>['flow']>
export type Change = Versions['changes'][number]

export const checkFlow = graphql(
  `query CheckFlow($input: FlowDefinitionInput!) { checkFlow(input: $input) { code severity nodeId linkId field message } }`,
)

export const saveFlow = graphql(
  `
  mutation SaveFlow($input: SaveFlowInput!) {
    saveFlow(input: $input) { id revision definition findings { code severity nodeId linkId field message } }
  }
`,
)

export const importFlow = graphql(
  `mutation ImportFlow($definition: JSON!, $title: String) { importFlow(definition: $definition, title: $title) { id } }`,
)

export const publishFlow = graphql(
  `mutation PublishFlow($id: ID!, $revision: Int) { publishFlow(id: $id, revision: $revision) { id state version } }`,
)

export const retireFlow = graphql(`mutation RetireFlow($id: ID!) { retireFlow(id: $id) { id state } }`)
export const restoreFlow = graphql(`mutation RestoreFlow($id: ID!) { restoreFlow(id: $id) { id state } }`)
export const removeFlow = graphql(`mutation RemoveFlow($id: ID!) { removeFlow(id: $id) }`)

export const simulateFlow = graphql(`
  query SimulateFlow($input: SimulateFlowInput!) {
    simulateFlow(input: $input) {
      errors { code severity nodeId linkId field message }
      steps { nodeId need blockers users { id displayName } }
      takenLinkIds outcome
    }
  }
`)

export type Simulation = ResultOf<typeof simulateFlow>['simulateFlow']
