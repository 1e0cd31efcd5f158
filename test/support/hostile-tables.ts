import { commandTables } from './hostile-commands.ts'
import { flowTables } from './hostile-flows.ts'
import { metricTables } from './hostile-metrics.ts'
import { pollTables } from './hostile-polls.ts'
import { ticketTables } from './hostile-tickets.ts'
import { whenTables } from './hostile-when.ts'

/** What the test of hostile input looks at, to see that nothing is half-saved. */
export const storedTables = [
  'User',
  'ApiToken',
  'Credential',
  'Server',
  'Project',
  'Environment',
  'EnvironmentServer',
  'EnvironmentVariable',
  'StreamEvent',
  'Release',
  'Train',
  'Step',
  'NotificationHook',
  'NotificationDelivery',
  'Terminal',
  ...pollTables,
  ...metricTables,
  ...commandTables,
  ...flowTables,
  ...ticketTables,
  ...whenTables,
  'Room',
  'RoomMember',
  'Message',
]
