import type { Paces } from '../../engine/sending/pace.ts'
import type { PrismaClient } from '../../platform/database/database.ts'

/** What uploads told of servers, kept for the next ones. A server that was removed meanwhile is forgotten. */
export const createServerPaces = (prisma: PrismaClient): Paces => ({
  async of(serverId) {
    const found = await prisma.serverPace.findUnique({ where: { serverId } })
    return { bytesPerSecond: found?.bytesPerSecond ?? null, slowness: found?.slowness ?? null }
  },

  async keep(serverId, { bytesPerSecond, slowness }) {
    await prisma.$executeRaw`
      INSERT INTO "ServerPace" ("serverId", "bytesPerSecond", slowness, "measuredAt")
      SELECT id, ${bytesPerSecond}::float8, ${slowness}::float8, now() AT TIME ZONE 'UTC' FROM "Server" WHERE id = ${serverId}
      ON CONFLICT ("serverId") DO UPDATE SET
        "bytesPerSecond" = excluded."bytesPerSecond", slowness = excluded.slowness, "measuredAt" = excluded."measuredAt"`
  },
})
