import type { PrismaClient } from '../../platform/database/database.ts'
import type { Parcel, Try } from './delivery.ts'
import type { News, SentEvent } from './notification.events.ts'
import { MOST_TRIES, restAfter, waitAfter } from './retry.ts'
import type { Language } from './wording/wording.ts'

/** The right to deliver what waits for one hook, for as long as the lease lasts. */
export interface HookLease {
  hookId: string
  owner: string
}

export interface DeliveryQueue {
  /** Takes the hook that has waited longest for a delivery; null when there is none that may be called now. */
  claim(owner: string): Promise<HookLease | null>
  /** The oldest delivery that is due, with the lease prolonged for it; null when there is none or the lease is lost. */
  next(lease: HookLease): Promise<Parcel | null>
  /** Writes down how a try went, and when the next one is. */
  settle(lease: HookLease, deliveryId: string, tried: Try): Promise<void>
  /** Lets another worker take the hook. */
  leave(lease: HookLease): Promise<void>
  /** Ends every lease. Only for a process that knows that it is alone. */
  freeAll(): Promise<void>
  /** Forgets deliveries that ended long ago. */
  forgetOld(): Promise<void>
}

/** Longer than one try may take, so that nobody sends the same while it is being sent. */
const LEASE_SECONDS = 30
/** How many hooks of one host are called at once, by all processes together. */
const MOST_PER_HOST = 4
const KEPT_DAYS = 30

/**
 * Hooks are leased, not deliveries: so each receiver gets one message at a time, in their order while all goes well, and one
 * that hangs costs one place. The database's clock alone judges times.
 */
export function createDeliveryQueue(prisma: PrismaClient, random: () => number = Math.random): DeliveryQueue {
  return {
    async claim(owner) {
      const [hook] = await prisma.$queryRaw<{ id: string }[]>`
        WITH now AS (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS at)
        UPDATE "NotificationHook"
        SET "leaseOwner" = ${owner},
            "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
        WHERE id = (
          SELECT h.id FROM "NotificationHook" h, now
          WHERE h.enabled
            AND (h."leaseUntil" IS NULL OR h."leaseUntil" < now.at)
            AND (h."restsUntil" IS NULL OR h."restsUntil" <= now.at)
            AND EXISTS (
              SELECT 1 FROM "NotificationDelivery" d
              WHERE d."hookId" = h.id AND d.state = 'WAITING' AND d."dueAt" <= now.at)
            AND (
              SELECT count(*) FROM "NotificationHook" o WHERE o.host = h.host AND o."leaseUntil" >= now.at
            ) < ${MOST_PER_HOST}
          ORDER BY (
            SELECT min(d."dueAt") FROM "NotificationDelivery" d WHERE d."hookId" = h.id AND d.state = 'WAITING')
          LIMIT 1
          FOR NO KEY UPDATE OF h SKIP LOCKED
        )
        RETURNING id`
      return hook ? { hookId: hook.id, owner } : null
    },

    async next(lease) {
      const held = await prisma.$executeRaw`
        UPDATE "NotificationHook"
        SET "leaseUntil" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${LEASE_SECONDS}::int)
        WHERE id = ${lease.hookId} AND "leaseOwner" = ${lease.owner} AND enabled
          AND ("restsUntil" IS NULL OR "restsUntil" <= clock_timestamp() AT TIME ZONE 'UTC')`
      if (held === 0) return null
      const [due] = await prisma.$queryRaw<{ id: string }[]>`
        SELECT id FROM "NotificationDelivery"
        WHERE "hookId" = ${lease.hookId} AND state = 'WAITING' AND "dueAt" <= clock_timestamp() AT TIME ZONE 'UTC'
        ORDER BY id LIMIT 1`
      if (!due) return null
      const found = await prisma.notificationDelivery.findUnique({ where: { id: due.id }, include: { hook: true } })
      if (!found) return null
      const { hook, event, news } = found
      return {
        deliveryId: found.id,
        event: event as SentEvent,
        news: news as unknown as News,
        hook: { id: hook.id, format: hook.format, language: hook.language as Language, sealed: hook.sealed },
      }
    },

    async settle(lease, deliveryId, { verdict, at, durationMs, httpStatus, answer }) {
      const told = { triedAt: at, durationMs, httpStatus, answer, problem: verdict.taken ? null : verdict.problem }
      const end = (state: 'DELIVERED' | 'FAILED') => ({ ...told, state, endedAt: at })
      await prisma.$transaction(async (db) => {
        // Whoever took the hook over meanwhile writes down how their try went.
        const held = await db.$queryRaw<{ id: string }[]>`
          SELECT id FROM "NotificationHook" WHERE id = ${lease.hookId} AND "leaseOwner" = ${lease.owner} FOR NO KEY UPDATE`
        const [row] = await db.$queryRaw<{ attempts: number }[]>`
          UPDATE "NotificationDelivery" SET attempts = attempts + 1
          WHERE id = ${deliveryId} AND state = 'WAITING' AND ${held.length === 1} RETURNING attempts`
        if (!row) return
        const where = { id: deliveryId }
        if (verdict.taken) return void (await db.notificationDelivery.update({ where, data: end('DELIVERED') }))
        const gone = verdict.lasting || row.attempts >= MOST_TRIES
        await db.notificationDelivery.update({ where, data: gone ? end('FAILED') : told })
        if (verdict.lasting) return
        const waitMs = waitAfter(row.attempts, verdict.toldMs, random)
        await db.$executeRaw`
          UPDATE "NotificationDelivery"
          SET "dueAt" = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${waitMs / 1000}::float8)
          WHERE id = ${deliveryId} AND state = 'WAITING'`
        await db.$executeRaw`
          UPDATE "NotificationHook" SET "restsUntil" =
            (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ${restAfter(waitMs, verdict.toldMs) / 1000}::float8)
          WHERE id = ${lease.hookId}`
      })
    },

    async leave(lease) {
      await prisma.$executeRaw`
        UPDATE "NotificationHook" SET "leaseOwner" = NULL, "leaseUntil" = NULL
        WHERE id = ${lease.hookId} AND "leaseOwner" = ${lease.owner}`
    },

    async freeAll() {
      await prisma.$executeRaw`UPDATE "NotificationHook" SET "leaseOwner" = NULL, "leaseUntil" = NULL`
    },

    async forgetOld() {
      await prisma.$executeRaw`
        DELETE FROM "NotificationDelivery"
        WHERE state <> 'WAITING' AND "endedAt" < (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(days => ${KEPT_DAYS}::int)`
    },
  }
}
