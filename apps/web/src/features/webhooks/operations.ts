import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const webhookList = graphql(`
  query Webhooks($projectId: ID!) {
    project(id: $projectId) { id title environments { id name } }
    incomingHooks(projectId: $projectId) {
      id name provider enabled
      createdBy { displayName }
      rules { kind pattern environment { id name } }
      lastArrival { id at outcome message }
    }
  }
`)
type Found = ResultOf<typeof webhookList>
export type Webhook = Found['incomingHooks'][number]
export type WebhookEnvironment = NonNullable<Found['project']>['environments'][number]
export type Provider = Webhook['provider']
export const providers: readonly Provider[] = ['GITHUB', 'GITLAB', 'GITEA', 'GITEE', 'PLAIN']

export const arrivalQuery = graphql(`
  query WebhookArrivals($id: ID!) {
    incomingHook(id: $id) {
      id
      arrivals { id at outcome message event ref commit releases { id number status } }
    }
  }
`)
export type Arrival = NonNullable<ResultOf<typeof arrivalQuery>['incomingHook']>['arrivals'][number]

export const addWebhook = graphql(`
  mutation AddWebhook($input: AddIncomingHookInput!) { addIncomingHook(input: $input) { secret hook { id } } }
`)
export const updateWebhook = graphql(`
  mutation UpdateWebhook($id: ID!, $input: UpdateIncomingHookInput!) { updateIncomingHook(id: $id, input: $input) { id } }
`)
export const renewSecret = graphql(`
  mutation RenewWebhookSecret($id: ID!) { renewIncomingSecret(id: $id) { secret } }
`)
export const removeWebhook = graphql(`mutation RemoveWebhook($id: ID!) { removeIncomingHook(id: $id) }`)
