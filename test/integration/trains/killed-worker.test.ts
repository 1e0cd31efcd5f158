import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SshdFleet } from '../../support/fleet.ts'
import { eventually, seedEnvironment, seedViewer } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { openWorkerHouse, type WorkerHouse } from '../../support/worker-house.ts'

let workers: WorkerHouse
beforeAll(async () => {
  workers = await openWorkerHouse({ servers: 1 })
})
afterAll(() => workers?.close())

const start = () => workers.startWorker({ LEASE_SECONDS: '3' })
const patience = 60_000

/** Places on one server, each of a project of its own; the last one builds nothing that is broken. */
async function seedLine(size: number) {
  const { house, fleet, repository, data } = workers
  const server = fleet.servers[0] as SshdFleet['servers'][0]
  const held = join(server.root, 'held-1')
  const addresses: Record<string, ReturnType<typeof addressOf>> = {}
  const environmentIds: string[] = []
  for (let i = 0; i < size; i++) {
    const { environmentId, project, servers } = await seedEnvironment(house, { servers: 1 })
    await house.prisma.project.update({ where: { id: project.id }, data: { repositoryUrl: repository.path } })
    const last = i === size - 1
    await house.prisma.environment.update({
      where: { id: environmentId },
      data: {
        path: `~/place-${i}`,
        // Not the same for two: what is built already is not built again.
        buildCommand: last ? '! grep broken index.txt' : `echo built for ${i}`,
        restartCommand: `while [ -e ~/held-${i} ]; do sleep 0.05; done; echo restarted`,
      },
    })
    for (const { id } of servers) addresses[id] = addressOf(server)
    environmentIds.push(environmentId)
  }
  await writeFile(join(data, 'fleet.json'), JSON.stringify(addresses))
  return {
    environmentIds,
    /** Restarts of the second place wait. */
    hold: () => writeFile(held, ''),
    resume: () => rm(held, { force: true }),
    live: () =>
      Promise.all(
        environmentIds.map(async (_, i) =>
          (await readFile(join(server.root, `place-${i}`, 'current', 'REVISION'), 'utf8')).trim(),
        ),
      ),
  }
}

it('leaves a train that another one brings to its end and back, each time it dies, in order and by one way back', async () => {
  const { house, repository } = workers
  const { prisma, trains } = house
  let worker = await start()
  const line = await seedLine(3)
  const viewer = await seedViewer(house, 'ADMIN')
  const make = async (title: string) => {
    const cars = line.environmentIds.map((environmentId) => ({ environmentId, revision: 'main' }))
    return (await trains.createTrain(viewer, { title, cars, onFailure: 'ROLL_BACK' })).id
  }
  const carsOf = (trainId: string) =>
    prisma.release.findMany({ where: { trainId }, orderBy: { trainPosition: 'asc' }, include: { steps: true } })
  const ended = (id: string) =>
    eventually(() => prisma.train.findFirst({ where: { id, finishedAt: { not: null } } }), patience)
  /** The second car waits in the middle, and its worker dies. */
  async function killIn(trainId: string) {
    const where = { release: { trainId, trainPosition: 2 }, kind: 'RESTART', status: 'RUNNING' } as const
    await eventually(() => prisma.step.findFirst({ where }), patience)
    await worker.end('SIGKILL')
    await line.resume()
    worker = await start()
  }
  async function expectInOrder(trainId: string) {
    const cars = (await carsOf(trainId)).filter(({ startedAt }) => startedAt !== null)
    for (const [i, { startedAt }] of cars.entries()) {
      if (i > 0) expect(startedAt?.getTime()).toBeGreaterThanOrEqual(cars[i - 1]?.finishedAt?.getTime() ?? Infinity)
    }
    return cars.map(({ status }) => status)
  }

  const good = await repository.commit({ 'index.txt': 'good\n' })
  await line.hold()
  const first = await make('First')
  await killIn(first)
  await ended(first)
  expect(await expectInOrder(first)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
  expect((await carsOf(first))[1]?.attempt).toBe(2)
  expect(await line.live()).toEqual([good, good, good])

  await repository.commit({ 'index.txt': 'broken\n' })
  await line.hold()
  const second = await make('Second')
  await killIn(second)
  const way = await eventually(() => prisma.train.findFirst({ where: { originId: second } }), patience)
  // Whatever of it is done by now: nothing, some, or all.
  await worker.end('SIGKILL')
  worker = await start()
  await ended(way.id)
  await ended(second)
  expect(await expectInOrder(second)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED'])
  expect(await expectInOrder(way.id)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect((await carsOf(way.id)).map(({ environmentId }) => environmentId)).toEqual(
    line.environmentIds.slice(0, 2).reverse(),
  )
  expect(await prisma.train.count({ where: { originId: second } })).toBe(1)
  expect((await trains.trainsNow([second])).get(second)?.status).toBe('ROLLED_BACK')
  expect(await line.live()).toEqual([good, good, good])
  await worker.end('SIGTERM')
}, 300_000)
