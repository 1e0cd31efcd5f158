import { batched } from '../../graphql/batch.ts'
import type { Context } from '../../graphql/context.ts'
import type { ReleaseNow } from './release.reads.ts'

const now = batched((ids: string[], { services }: Context) => services.releases.releasesNow(ids))

/** The changing part of a release, read once per operation with the heads of its streams. */
export async function releaseNow(context: Context, { id }: { id: string }): Promise<ReleaseNow> {
  const found = await now.load(context, id)
  if (!found) throw new Error(`The release ${id} went while it was read.`)
  return found
}

/** After a mutation: what was read before is out of date. */
export const forgetReleases = (context: Context) => now.forget(context)

export const queuePositions = batched((ids: string[], { services }: Context) => services.releases.queuePositions(ids))
export const expectedSeconds = batched((ids: string[], { services }: Context) => services.releases.expectedSeconds(ids))
export const stepExpectations = batched((ids: string[], { services }: Context) =>
  services.releases.stepExpectations(ids),
)
export const drifts = batched((ids: string[], { services }: Context) => services.releases.drifts(ids))
export const queues = batched((ids: string[], { services }: Context) => services.releases.queues(ids))
export const previousReleases = batched((ids: string[], { services }: Context) =>
  services.releases.previousReleases(ids),
)
export const latestOfProjects = batched((ids: string[], { services }: Context) =>
  services.releases.latestOfProjects(ids),
)

/** Rows of one release, loaded for all releases of an operation at once; the plan never changes its order. */
export const stepsOf = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.step.findMany({
    where: { releaseId: { in: ids } },
    include: { server: true },
    orderBy: [{ releaseId: 'asc' }, { position: 'asc' }],
  })
  return groupBy(rows)
})

export const targetsOf = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.releaseTarget.findMany({
    where: { releaseId: { in: ids } },
    include: { server: true },
    orderBy: [{ releaseId: 'asc' }, { position: 'asc' }],
  })
  return groupBy(rows)
})

const servers = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.server.findMany({ where: { id: { in: ids } } })
  return new Map(rows.map((row) => [row.id, row]))
})

export async function serverOf(context: Context, id: string) {
  const found = await servers.load(context, id)
  if (!found) throw new Error(`The server ${id} went while it was read.`)
  return found
}

const pair = (releaseId: string, serverKey: string) => `${releaseId} ${serverKey}`

const targetsOn = batched(async (pairs: string[], { services }: Context) => {
  const [releases, keys] = [0, 1].map((part) => pairs.map((each) => each.split(' ')[part] ?? ''))
  const rows = await services.database.prisma.releaseTarget.findMany({
    where: { releaseId: { in: releases }, serverKey: { in: keys } },
    include: { server: true },
  })
  return new Map(rows.map((row) => [pair(row.releaseId, row.serverKey), row]))
})

/** How a release stands on one server; undefined where it did not go there. */
export const targetOn = (context: Context, releaseId: string, serverId: string) =>
  targetsOn.load(context, pair(releaseId, serverId))

function groupBy<T extends { releaseId: string }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.releaseId)
    if (group) group.push(row)
    else groups.set(row.releaseId, [row])
  }
  return groups
}

type RowsOf<L> = L extends { load(context: Context, key: string): Promise<(infer T)[] | undefined> } ? T : never
export type StepRow = RowsOf<typeof stepsOf>
export type TargetRow = RowsOf<typeof targetsOf>
