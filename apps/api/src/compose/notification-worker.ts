import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createNotificationWorker, type NotificationWorker } from '../jobs/notification-worker.ts'
import { createSender, type DeliveryPorts } from '../modules/notifications/delivery.ts'
import { createDeliveryQueue } from '../modules/notifications/delivery-queue.ts'
import type { Bus } from '../platform/bus/bus.ts'
import type { Database } from '../platform/database/database.ts'

export interface NotificationWorkerParts extends DeliveryPorts {
  database: Database
  bus: Bus
  /** See NotificationWorkerOptions. */
  pollMs?: number
  report(error: unknown, what: string): void
}

/** The part of a process that delivers news; wherever releases are run. */
export async function assembleNotificationWorker(parts: NotificationWorkerParts): Promise<NotificationWorker> {
  const { database, bus, report, pollMs } = parts
  const queue = createDeliveryQueue(database.prisma)
  // The lock on its data directory proves that no other process lives.
  if (database.kind === 'embedded') await queue.freeAll()
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`
  return createNotificationWorker({
    owner,
    queue,
    send: createSender(parts),
    bus,
    report,
    ...(pollMs ? { pollMs } : {}),
  })
}
