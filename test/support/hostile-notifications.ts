import type { Attacked } from './attacked.ts'

let count = 0

/** The operations of notifications with inputs that work, for the test that attacks each field alone. */
export function attackedNotifications(known: Record<string, string>) {
  const hook = () => ({
    name: `hook-${++count}`,
    format: 'WEBHOOK',
    url: 'https://hooks.example/a-very-long-token',
    secret: 'a secret',
    language: 'EN',
    events: ['RELEASE_FAILED'],
    projectId: known.project,
    enabled: true,
  })
  const selection = '{ id name shownUrl }'
  const mutations: Attacked[] = [
    {
      field: 'addNotificationHook',
      args: { input: 'AddNotificationHookInput!' },
      selection,
      valid: () => ({ input: hook() }),
    },
    {
      field: 'updateNotificationHook',
      args: { id: 'ID!', input: 'UpdateNotificationHookInput!' },
      selection,
      valid: () => ({ id: known.hook, input: hook() }),
    },
    { field: 'removeNotificationHook', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
    { field: 'testNotificationHook', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.hook }) },
    {
      field: 'redeliver',
      args: { deliveryId: 'ID!' },
      selection: '{ id }',
      valid: () => ({ deliveryId: known.nothing }),
    },
  ]
  const queries: Attacked[] = [
    {
      field: 'notificationDeliveries',
      args: { hookId: 'ID!', first: 'Int', after: 'String' },
      selection: '{ totalCount }',
      valid: () => ({ hookId: known.nothing, first: 10 }),
    },
  ]
  return { hook, mutations, queries }
}
