import { placeOf } from '../environments/environment-place.ts'
import { withBuild } from '../releases/creation/chosen-build.ts'
import { environmentFacts } from '../releases/creation/environment-facts.ts'
import { rollbackDraft } from '../releases/creation/release.rollback.ts'
import type { ReleasePorts } from '../releases/release.ports.ts'
import { createReleaseReads } from '../releases/release.reads.ts'
import type { CarDraft } from './train.drafting.ts'

export interface WayBack {
  /** In the order in which they go back: the last car first. */
  cars: CarDraft[]
  /** Why others do not, each in a sentence. */
  left: string[]
}

/**
 * What it takes to put back everything that is live by a train. A car that failed halfway is its environment's own business,
 * unless a person wants it back too.
 */
export async function planWayBack(
  { prisma }: Pick<ReleasePorts, 'prisma'>,
  trainId: string,
  { failedToo }: { failedToo: boolean },
): Promise<WayBack> {
  const cars = await prisma.release.findMany({
    where: { trainId },
    orderBy: { trainPosition: 'desc' },
    select: { id: true, number: true, status: true, environmentId: true },
  })
  const earlier = await createReleaseReads({ prisma }).previousReleases(cars.map((car) => car.environmentId))
  const way: WayBack = { cars: [], left: [] }
  for (const { id, status, environmentId } of cars) {
    if (status !== 'SUCCEEDED' && !failedToo) continue
    const environment = await environmentFacts(prisma, environmentId)
    const live = environment.liveRelease
    if (live?.id !== id) {
      const now = live ? `#${live.number} is live there` : 'nothing is live there'
      if (status === 'SUCCEEDED') way.left.push(`${placeOf(environment)} has moved on: ${now}.`)
      continue
    }
    const backId = earlier.get(environmentId)
    if (!backId) way.left.push(`${placeOf(environment)} has no earlier release to go back to.`)
    else if (environment.servers.length === 0) way.left.push(`${placeOf(environment)} has no servers.`)
    else {
      const back = await prisma.release.findUniqueOrThrow({ where: { id: backId }, include: withBuild })
      way.cars.push({
        environmentId,
        draft: rollbackDraft(environment, back),
        done: 'rolls back',
        putsBack: back.number,
      })
    }
  }
  return way
}
