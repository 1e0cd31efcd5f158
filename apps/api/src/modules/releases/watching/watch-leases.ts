import { randomUUID } from 'node:crypto'
import type { PrismaClient } from '../../../platform/database/database.ts'

/** Somebody is gone so long after the process that served them was killed. */
const LEASE_MS = 45_000
const REFRESH_MS = 15_000

interface Held {
  releaseId: string
  userId: string
  windows: number
}

/**
 * What says in the database that people have releases open, where every process reads it: one lease per release and person,
 * however many windows they have here. `changed` is called after somebody came or went.
 */
export function createWatchLeases(prisma: PrismaClient, changed: (releaseId: string) => void) {
  const node = `node:${randomUUID()}`
  const held = new Map<string, Held>()
  let beating = false
  let stopped = false
  /** One write after the other: who comes and goes at once must end as gone. */
  let writing: Promise<unknown> = Promise.resolve()

  const take = (leases: Held[]) => prisma.$executeRaw`
    INSERT INTO "ReleaseWatch" ("releaseId", "userId", node, since, until)
    SELECT release, person, ${node}, now.utc, now.utc + make_interval(secs => ${LEASE_MS / 1000}::float8)
    FROM unnest(${leases.map((l) => l.releaseId)}::text[], ${leases.map((l) => l.userId)}::text[]) AS held (release, person)
    JOIN "Release" r ON r.id = release
    CROSS JOIN (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) now
    ON CONFLICT ("releaseId", "userId", node) DO UPDATE SET until = excluded.until`

  const write = ({ releaseId, userId, windows }: Held) => {
    const work = async () =>
      windows > 0
        ? take([{ releaseId, userId, windows }])
        : prisma.releaseWatch.deleteMany({ where: { releaseId, userId, node } })
    // A lease that can't be given up now ends by time.
    writing = writing.then(work).then(
      () => changed(releaseId),
      () => {},
    )
    return writing
  }

  const refresh = async () => {
    if (stopped) return
    await take([...held.values()]).catch(() => {})
    await prisma.$executeRaw`
      DELETE FROM "ReleaseWatch" WHERE until < (clock_timestamp() AT TIME ZONE 'UTC') - interval '10 minutes'`.catch(
      () => {},
    )
    beating = false
    if (held.size > 0) beat()
  }

  const beat = () => {
    if (!beating) setTimeout(refresh, REFRESH_MS).unref()
    beating = true
  }

  return {
    /** Resolves when it is written; the returned function ends it. */
    async hold(releaseId: string, userId: string): Promise<() => void> {
      const key = `${releaseId} ${userId}`
      const lease = held.get(key) ?? { releaseId, userId, windows: 0 }
      held.set(key, lease)
      lease.windows += 1
      beat()
      if (lease.windows === 1 && !stopped) await write({ ...lease })
      let over = false
      return () => {
        if (over) return
        over = true
        lease.windows -= 1
        if (lease.windows > 0) return
        held.delete(key)
        if (!stopped) void write({ ...lease })
      }
    },

    /** Before the process ends: whoever watched only through it is gone at once. */
    async stop(): Promise<void> {
      stopped = true
      await writing
      const left = await prisma.releaseWatch.findMany({ where: { node }, select: { releaseId: true } })
      await prisma.releaseWatch.deleteMany({ where: { node } })
      for (const releaseId of new Set(left.map((lease) => lease.releaseId))) changed(releaseId)
    },
  }
}
