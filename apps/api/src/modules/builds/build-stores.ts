import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'

/** A worker says this often that it lives, and which builds lie on its disk. */
export const STORE_BEAT_MS = 10_000
/** A store of which nothing was heard for so long has no worker. */
export const STORE_LIVES_SECONDS = 30
const FORGOTTEN_DAYS = 30

/** Who keeps which builds: each worker tells of its own disk, and everybody may ask. */
export function createBuildStores({ prisma, log }: { prisma: PrismaClient; log: EventLog }) {
  return {
    /** Tells that the store's worker lives, and corrects what is believed to lie there. */
    async tell(store: { id: string; name: string; inventory(): Promise<string[]> }): Promise<void> {
      // Asked before the disk is looked at: what is packed meanwhile is not taken for gone.
      const believed = await prisma.buildCopy.findMany({ where: { storeId: store.id }, select: { sha256: true } })
      const there = new Set(await store.inventory())
      const gone = believed.map(({ sha256 }) => sha256).filter((sha256) => !there.has(sha256))
      await log.transaction(async (tx) => {
        await tx.db.$executeRaw`
          INSERT INTO "BuildStore" (id, name, "seenAt") VALUES (${store.id}, ${store.name}, clock_timestamp() AT TIME ZONE 'UTC')
          ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, "seenAt" = EXCLUDED."seenAt"`
        if (gone.length > 0) await tx.db.buildCopy.deleteMany({ where: { storeId: store.id, sha256: { in: gone } } })
        await tx.db.$executeRaw`
          INSERT INTO "BuildCopy" (sha256, "storeId") SELECT unnest(${[...there]}::text[]), ${store.id}
          ON CONFLICT DO NOTHING`
        await tx.db.$executeRaw`
          DELETE FROM "BuildStore"
          WHERE "seenAt" < (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(days => ${FORGOTTEN_DAYS}::int)`
      })
    },

    /** Whether a living worker keeps these bytes in another store. */
    async elsewhere(storeId: string, sha256: string): Promise<boolean> {
      // What was just not found here is not here, whatever is believed: nobody is sent back for it.
      await prisma.buildCopy.deleteMany({ where: { storeId, sha256 } })
      const [row] = await prisma.$queryRaw<{ found: boolean }[]>`
        SELECT EXISTS (
          SELECT 1 FROM "BuildCopy" c JOIN "BuildStore" s ON s.id = c."storeId"
          WHERE c.sha256 = ${sha256} AND s.id <> ${storeId}
            AND s."seenAt" > (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(secs => ${STORE_LIVES_SECONDS}::int)
        ) AS found`
      return row?.found ?? false
    },

    /** Those of the hashes that lie on a worker's disk. */
    async kept(hashes: string[]): Promise<Set<string>> {
      const where = { sha256: { in: hashes } }
      const rows = await prisma.buildCopy.findMany({ where, select: { sha256: true }, distinct: ['sha256'] })
      return new Set(rows.map(({ sha256 }) => sha256))
    },
  }
}

export type BuildStores = ReturnType<typeof createBuildStores>
