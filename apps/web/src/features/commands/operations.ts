import { graphql, type ResultOf } from '../../graphql/tada.ts'
import { commandRunLine } from '../../shared/commands/command-documents.ts'

export const commandRuns = graphql(
  `query CommandRuns($first: Int, $after: String, $filter: CommandRunFilter) {
    commandRuns(first: $first, after: $after, filter: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...CommandRunLine }
    }
  }`,
  [commandRunLine],
)

export const commandRun = graphql(`
  query CommandRun($id: ID!) {
    commandRun(id: $id) {
      id number state command message outputClearedAt mayRead mayCancel timeoutSeconds parallel stopOnFailure
      template { id } templateName ticketId parameters { name value }
      createdBy { displayName } createdAt startedAt finishedAt headSeq outputHeadSeq
      servers { serverId name production state exitCode signal message startedAt finishedAt }
    }
  }
`)

export type CommandRun = NonNullable<ResultOf<typeof commandRun>['commandRun']>
export type RunServer = CommandRun['servers'][number]

export const commandEvents = graphql(`
  subscription CommandEvents($id: ID!, $after: Int) {
    commandEvents(runId: $id, after: $after) { seq at kind runState serverId serverState exitCode signal message }
  }
`)

export type CommandEvent = ResultOf<typeof commandEvents>['commandEvents']

export const commandOutput = graphql(`
  subscription CommandOutput($id: ID!, $after: Int) {
    commandOutput(runId: $id, after: $after) { seq at stepKey stream text }
  }
`)

export const runCommand = graphql(`
  mutation RunCommand($input: RunCommandInput!) { runCommand(input: $input) { id number } }
`)
export const cancelCommand = graphql(`mutation CancelCommand($id: ID!) { cancelCommand(id: $id) { id state } }`)

export const commandTemplates = graphql(`
  query CommandTemplates {
    commandTemplates {
      id name description command serverIds label timeoutSeconds needsConfirming role mayRun updatedAt
      parameters { name label kind required default pattern choices }
    }
  }
`)

export type Template = ResultOf<typeof commandTemplates>['commandTemplates'][number]
export type Parameter = Template['parameters'][number]

export const addTemplate = graphql(`
  mutation AddCommandTemplate($input: CommandTemplateInput!) { addCommandTemplate(input: $input) { id } }
`)
export const updateTemplate = graphql(`
  mutation UpdateCommandTemplate($id: ID!, $input: CommandTemplateInput!) {
    updateCommandTemplate(id: $id, input: $input) { id }
  }
`)
export const removeTemplate = graphql(`mutation RemoveCommandTemplate($id: ID!) { removeCommandTemplate(id: $id) }`)

export const serversToRunOn = graphql(`
  query ServersToRunOn($after: String) {
    servers(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id name host labels mayOperate isProduction environments { id name project { id title } } }
    }
  }
`)

export type PickServer = ResultOf<typeof serversToRunOn>['servers']['nodes'][number]
