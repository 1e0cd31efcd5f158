import { randomUUID } from 'node:crypto'
import { assembleNotificationWorker } from '../../apps/api/src/compose/notification-worker.ts'
import { eventNames } from '../../apps/api/src/modules/notifications/notification.events.ts'
import { sealAddress } from '../../apps/api/src/modules/notifications/sealed-address.ts'
import type { Prisma } from '../../apps/api/src/platform/database/database.ts'
import { createPoster } from '../../apps/api/src/platform/http/poster.ts'
import { fakeAdapters } from './fake-adapters.ts'
import type { ReleaseHouse } from './releases.ts'

const { secrets } = fakeAdapters()

/** A hook, made without the service that others test. */
export async function seedHook(
  { prisma }: Pick<ReleaseHouse, 'prisma'>,
  url: string,
  change: Partial<Prisma.NotificationHookUncheckedCreateInput> & { secret?: string } = {},
): Promise<string> {
  const { secret = null, ...columns } = change
  const id = randomUUID()
  await prisma.notificationHook.create({
    data: {
      ...{ id, name: `hook-${id}`, format: 'WEBHOOK', language: 'en', events: Object.values(eventNames) },
      sealed: sealAddress(secrets, id, { url, secret }),
      ...{ shownUrl: 'shown', host: new URL(url).host },
      ...columns,
    },
  })
  return id
}

/** A worker as the product has it, in this process; impatient, so that tests need not wait. */
export async function startNotifier(
  { database, bus, clock }: Pick<ReleaseHouse, 'database' | 'bus' | 'clock'>,
  { timeoutMs = 500 }: { timeoutMs?: number } = {},
) {
  const faults: unknown[] = []
  const worker = await assembleNotificationWorker({
    ...{ database, bus, clock, secrets, publicUrl: 'https://sendoff.example' },
    poster: createPoster({ timeoutMs }),
    pollMs: 50,
    report: (error) => void faults.push(error),
  })
  await worker.start()
  return { faults, stop: (graceMs = 1000) => worker.stop(graceMs) }
}

/** Makes what waits for its next try due now, for as long as a real one would wait. */
export async function letTimePass({ prisma }: Pick<ReleaseHouse, 'prisma'>, hookId: string): Promise<void> {
  await prisma.$executeRaw`UPDATE "NotificationHook" SET "restsUntil" = NULL WHERE id = ${hookId}`
  await prisma.$executeRaw`
    UPDATE "NotificationDelivery" SET "dueAt" = "createdAt" WHERE "hookId" = ${hookId} AND state = 'WAITING'`
}
