import { batched } from '../../graphql/batch.ts'
import type { Context } from '../../graphql/context.ts'

/** Whether some worker keeps the package, by its hash. */
export const keptBuilds = batched(async (hashes: string[], { services }: Context) => {
  const kept = await services.builds.kept(hashes)
  return new Map(hashes.map((sha256) => [sha256, kept.has(sha256)]))
})

/** Environments by the build that is live in them. */
export const liveIn = batched(async (ids: string[], { services }: Context) => {
  const environments = await services.database.prisma.environment.findMany({
    where: { liveRelease: { buildId: { in: ids } } },
    include: { liveRelease: { select: { buildId: true } } },
    orderBy: [{ position: 'asc' }, { createdAt: 'asc' }],
  })
  return new Map(ids.map((id) => [id, environments.filter(({ liveRelease }) => liveRelease?.buildId === id)]))
})
