import type { ReleaseOutcome } from '../../apps/api/src/engine/types.ts'
import type { Viewer } from '../../apps/api/src/modules/kernel/viewer.ts'
import type { CreateTrainInput } from '../../apps/api/src/modules/trains/train.input.ts'
import type { ReleaseHouse } from './releases.ts'
import { seedEnvironment, seedViewer } from './releases.ts'

/** Environments that a train can go to, each with something live already, and what tests do with the train. */
export async function openYard(house: ReleaseHouse, size: number, change: { kind?: 'TEST' | 'PRODUCTION' } = {}) {
  const { prisma, queue, runs, trains, releases } = house
  const viewer: Viewer = await seedViewer(house, 'ADMIN')
  const places = []
  for (let i = 0; i < size; i++) places.push(await seedEnvironment(house, { servers: 1, ...change }))
  const environmentIds = places.map(({ environmentId }) => environmentId)

  const carsOf = (trainId: string) =>
    prisma.release.findMany({ where: { trainId }, orderBy: { trainPosition: 'asc' }, omit: { snapshot: true } })
  const statuses = async (trainId: string) => (await carsOf(trainId)).map(({ status }) => status)

  /** A worker takes the next release and ends it; null: there is nothing to take. */
  async function run(status: ReleaseOutcome['status'] = 'SUCCEEDED') {
    const claim = await queue.claim('w')
    if (!claim) return null
    await end(claim, status)
    return claim.releaseId
  }

  async function end(claim: Parameters<typeof runs.conclude>[0], status: ReleaseOutcome['status']) {
    const { directory } = await prisma.release.findUniqueOrThrow({ where: { id: claim.releaseId } })
    const live = status === 'SUCCEEDED' ? { liveDirectory: directory } : {}
    await prisma.releaseTarget.updateMany({ where: { releaseId: claim.releaseId }, data: { status, ...live } })
    await runs.conclude(claim, { status, failure: status === 'FAILED' ? 'It broke.' : null })
  }

  /** Ships something to every place, so that there is a way back. */
  async function before() {
    for (const environmentId of environmentIds) {
      await releases.createRelease(viewer, { environmentId, revision: 'v1' })
      await run()
    }
  }

  const input = (more: Partial<CreateTrainInput> = {}): CreateTrainInput => ({
    title: 'All together',
    cars: environmentIds.map((environmentId) => ({ environmentId, revision: 'v2' })),
    ...more,
  })
  return {
    ...{ viewer, places, environmentIds, carsOf, statuses, run, end, before, input },
    make: async (more: Partial<CreateTrainInput> = {}) => (await trains.createTrain(viewer, input(more))).id,
    statusOf: async (id: string) => (await trains.trainsNow([id])).get(id)?.status,
    row: (id: string) => prisma.train.findUniqueOrThrow({ where: { id }, include: { ways: true } }),
  }
}

export type Yard = Awaited<ReturnType<typeof openYard>>
