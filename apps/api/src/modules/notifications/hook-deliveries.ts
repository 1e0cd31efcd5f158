import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { isReferenced } from '../kernel/database-errors.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { uuid7 } from '../kernel/uuid.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createSender, type DeliveryPorts } from './delivery.ts'
import { type News, TEST_EVENT } from './notification.events.ts'
import { guardNotifications } from './notifications.policy.ts'
import type { Language } from './wording/wording.ts'

/** What people do with deliveries. */
export function createHookDeliveries(ports: DeliveryPorts & { prisma: PrismaClient; log: EventLog }) {
  const { prisma, log, clock } = ports
  const send = createSender(ports)

  return {
    /**
     * Sends a test now, whether or not the hook is switched on, and answers the delivery with what the receiver said. It is
     * not tried again. @throws CallerError FORBIDDEN, NOT_FOUND
     */
    async testNotificationHook(viewer: Viewer, hookId: string): Promise<{ id: string }> {
      guardNotifications(viewer, 'testNotificationHook')
      const hook = isId(hookId) ? await prisma.notificationHook.findUnique({ where: { id: hookId } }) : null
      if (!hook) throw notFound('notification')
      const id = uuid7()
      const news: News = {
        at: clock.now().toISOString(),
        by: { username: viewer.username, name: viewer.displayName },
        project: null,
        environment: null,
      }
      const { format, sealed } = hook
      const parcel = { id: hook.id, format, sealed, language: hook.language as Language }
      const { verdict, at, durationMs, httpStatus, answer } = await send({
        deliveryId: id,
        event: TEST_EVENT,
        news,
        hook: parcel,
      })
      const tried = { triedAt: at, endedAt: at, durationMs, httpStatus, answer, attempts: 1 }
      const outcome = verdict.taken
        ? { state: 'DELIVERED' as const, problem: null }
        : { state: 'FAILED' as const, problem: verdict.problem }
      const delivery = { id, hookId, event: TEST_EVENT, key: `test:${id}`, news: news as unknown as object }
      await log
        .transaction(async (tx) => {
          await tx.db.notificationDelivery.create({ data: { ...delivery, ...tried, ...outcome } })
          await recordActivity(tx, viewer, {
            ...{ kind: 'notification.tested', subject: hook.name, subjectId: hookId, after: { state: outcome.state } },
            message: `sent a test to "${hook.name}"`,
          })
        })
        .catch((error) => {
          // The hook was removed while its receiver was asked.
          throw isReferenced(error) ? notFound('notification') : error
        })
      return { id }
    },

    /** Tries a delivery again, at once and as if for the first time, with the same id. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async redeliver(viewer: Viewer, deliveryId: string): Promise<{ id: string }> {
      guardNotifications(viewer, 'redeliver')
      const found = isId(deliveryId)
        ? await prisma.notificationDelivery.findUnique({ where: { id: deliveryId }, include: { hook: true } })
        : null
      if (!found) throw notFound('delivery')
      const { name, enabled } = found.hook
      if (!enabled) throw conflict(`"${name}" is switched off. Switch it on first.`, { hookId: found.hookId })
      await log.transaction(async (tx) => {
        await tx.db.$executeRaw`UPDATE "NotificationHook" SET "restsUntil" = NULL WHERE id = ${found.hookId}`
        const count = await tx.db.$executeRaw`
          UPDATE "NotificationDelivery"
          SET state = 'WAITING', attempts = 0, "dueAt" = clock_timestamp() AT TIME ZONE 'UTC', "endedAt" = NULL
          WHERE id = ${deliveryId}`
        if (count === 0) throw notFound('delivery')
        await recordActivity(tx, viewer, {
          kind: 'notification.redelivered',
          subject: name,
          subjectId: found.hookId,
          ...{ before: { state: found.state }, after: { state: 'WAITING' } },
          message: `delivered again to "${name}"`,
        })
      })
      return { id: deliveryId }
    },
  }
}
