import type { PrismaClient } from '../../platform/database/database.ts'
import type { DeliveryPorts } from './delivery.ts'
import { createHookDeliveries } from './hook-deliveries.ts'
import { createHookKeeping, type HookKeepingPorts } from './hook-keeping.ts'

export type NotificationPorts = HookKeepingPorts & DeliveryPorts & { prisma: PrismaClient }

/** Where news of releases and environments is sent, and how that went. */
export const createNotifications = (ports: NotificationPorts) => ({
  ...createHookKeeping(ports),
  ...createHookDeliveries(ports),
})

export type Notifications = ReturnType<typeof createNotifications>
