import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const hookQuery = graphql(`
  query NotificationHooks {
    notificationHooks {
      id name format shownUrl signed language events enabled waitingCount
      project { id title }
      lastDelivery { id state createdAt }
    }
  }
`)
export type Hook = ResultOf<typeof hookQuery>['notificationHooks'][number]
export type HookFormat = Hook['format']
export type HookEvent = Hook['events'][number]

export const hookFormats: readonly HookFormat[] = ['DINGTALK', 'FEISHU', 'WECOM', 'SLACK', 'WEBHOOK']
/** Whether a format's address comes with a secret to sign with. */
export const formatSigns = (format: HookFormat) => format !== 'WECOM' && format !== 'SLACK'

export const hookEvents: readonly HookEvent[] = [
  'RELEASE_QUEUED',
  'RELEASE_WAITING_APPROVAL',
  'RELEASE_STARTED',
  'RELEASE_SUCCEEDED',
  'RELEASE_FAILED',
  'RELEASE_CANCELLED',
  'RELEASE_ROLLED_BACK',
  'TRAIN_WAITING_APPROVAL',
  'TRAIN_SUCCEEDED',
  'TRAIN_FAILED',
  'TRAIN_CANCELLED',
  'TRAIN_ROLLED_BACK',
  'ENVIRONMENT_LOCKED',
  'ENVIRONMENT_UNLOCKED',
  'DRIFT_FOUND',
  'SERVER_ALARM',
  'SERVER_RECOVERED',
  'TICKET_WAITING',
  'TICKET_REMINDED',
  'TICKET_HELD',
  'TICKET_NOTICE',
  'TICKET_DECIDED',
]

/** The projects to choose from. */
export const hookProjectQuery = graphql(`query NotificationProjects { projects(first: 100) { nodes { id title } } }`)

export const addHook = graphql(`
  mutation AddNotificationHook($input: AddNotificationHookInput!) { addNotificationHook(input: $input) { id } }
`)
export const updateHook = graphql(`
  mutation UpdateNotificationHook($id: ID!, $input: UpdateNotificationHookInput!) {
    updateNotificationHook(id: $id, input: $input) { id }
  }
`)
export const removeHook = graphql(`mutation RemoveNotificationHook($id: ID!) { removeNotificationHook(id: $id) }`)

export const testHook = graphql(`
  mutation TestNotificationHook($id: ID!) {
    testNotificationHook(id: $id) { id state durationMs httpStatus answer problem }
  }
`)
export type TestResult = ResultOf<typeof testHook>['testNotificationHook']

export const deliveryQuery = graphql(`
  query NotificationDeliveries($hookId: ID!, $first: Int, $after: String) {
    notificationDeliveries(hookId: $hookId, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id event state attempts createdAt triedAt nextTryAt durationMs httpStatus answer problem
        releaseId releaseNumber trainId trainNumber projectTitle environmentName
      }
    }
  }
`)
export type Delivery = ResultOf<typeof deliveryQuery>['notificationDeliveries']['nodes'][number]
export type DeliveryState = Delivery['state']

export const redeliver = graphql(`mutation Redeliver($id: ID!) { redeliver(deliveryId: $id) { id state nextTryAt } }`)
