import './scalars.ts'
import '../modules/accounts/accounts.schema.ts'
import '../modules/activity/activity.schema.ts'
import '../modules/credentials/credentials.schema.ts'
import '../modules/servers/servers.schema.ts'
import '../modules/projects/projects.schema.ts'
import '../modules/environments/environments.schema.ts'
import '../modules/builds/builds.schema.ts'
import '../modules/chat/chat-operations.schema.ts'
import '../modules/chat/room-events.schema.ts'
import '../modules/releases/release-drift.schema.ts'
import '../modules/releases/release-events.schema.ts'
import '../modules/releases/release-operations.schema.ts'
import '../modules/notifications/notification-deliveries.schema.ts'
import '../modules/notifications/notifications.schema.ts'
import { builder } from './builder.ts'

// Loading a module's schema file hangs its types and operations on the builder.
export const schema = builder.toSchema({ sortSchema: false })
