import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { RunRelease } from '../../../apps/api/src/engine/run-input.ts'
import { createReleaseWorker, type ReleaseWorker } from '../../../apps/api/src/jobs/release-worker.ts'
import { beginRelease, type RunPorts } from '../../../apps/api/src/jobs/run-release.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
const workers: ReleaseWorker[] = []
beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(workers.splice(0).map((worker) => worker.stop(0)))
})
afterAll(async () => {
  house.close()
  await database.close()
})

async function startWorker(engine: RunRelease, more: Partial<RunPorts> = {}) {
  const faults: unknown[] = []
  const ports = house.runPorts(engine, more)
  const worker = createReleaseWorker({
    owner: `worker-${Math.random()}`,
    queue: house.queue,
    bus: house.bus,
    begin: (claim) => beginRelease(claim, ports),
    parallel: 2,
    pollMs: 50,
    report: (error) => void faults.push(error),
  })
  workers.push(worker)
  await worker.start()
  return faults
}

const ended = (id: string) =>
  eventually(() => house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }))
const ship = async () => {
  const { viewer, environmentId } = await seedEnvironment(house, { servers: 1 })
  return house.releases.createRelease(viewer, { environmentId, revision: 'main' })
}
/** A release as workers left it that died in the middle of it. */
const abandoned = async (attempt: number) => {
  const { id } = await ship()
  await house.prisma.step.update({
    where: { releaseId_key: { releaseId: id, key: 'build' } },
    data: { status: 'RUNNING' },
  })
  await house.prisma.releaseTarget.updateMany({ where: { releaseId: id }, data: { status: 'RUNNING' } })
  await house.prisma.release.update({ where: { id }, data: { status: 'RUNNING', attempt, leaseUntil: new Date(0) } })
  return id
}
const never: RunRelease = () => Promise.reject(new Error('the engine is not for this'))

it('leaves no step RUNNING when a release must be ended without its engine', async () => {
  const id = await abandoned(6)
  await startWorker(never)
  expect(await ended(id)).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('check for drift') })
  const steps = await house.prisma.step.findMany({ where: { releaseId: id } })
  const statuses = Object.fromEntries(steps.map(({ key, status }) => [key, status]))
  expect(statuses).toMatchObject({ build: 'UNKNOWN', start: 'CANCELLED', end: 'CANCELLED' })
  expect(await house.prisma.releaseTarget.findFirst({ where: { releaseId: id } })).toMatchObject({ status: 'UNKNOWN' })
  const events = await house.log.read(`release:${id}`, { after: 0, limit: 100 })
  expect(events.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ stepKey: 'build', stepStatus: 'UNKNOWN', releaseStatus: 'FAILED' }),
  )
})

it('says why a release cannot be prepared, and does not blame a worker that died', async () => {
  const id = await abandoned(2)
  const variablesOf = () => Promise.reject(new Error('The secret TOKEN cannot be read. Enter it again.'))
  await startWorker(never, { variablesOf })
  const { status, failure } = await ended(id)
  expect(status).toBe('FAILED')
  expect(failure).toContain('The secret TOKEN cannot be read. Enter it again.')
  expect(failure).not.toContain('died')
})

it('goes on writing when the database comes back after some seconds, without a line lost or doubled', async () => {
  const faults = await startWorker(async ({ ports: { journal }, snapshot }) => {
    await journal.stepChanged({ key: 'build', status: 'RUNNING' })
    const gone = () => Promise.reject(new Error('Connection terminated unexpectedly'))
    const away = [
      vi.spyOn(house.log, 'transaction').mockImplementation(gone),
      vi.spyOn(house.log, 'head').mockImplementation(gone),
    ]
    setTimeout(() => {
      for (const spy of away) spy.mockRestore()
    }, 1000)
    await journal.output('build', 'STDOUT', 'one\n')
    await journal.stepChanged({ key: 'build', status: 'SUCCEEDED' })
    const [server] = snapshot.servers
    const target = { serverId: server?.id ?? '', liveDirectory: snapshot.directory, activated: true }
    await journal.targetChanged({ ...target, status: 'SUCCEEDED' })
    return { status: 'SUCCEEDED', failure: null }
  })
  const { id } = await ship()
  expect(await ended(id)).toMatchObject({ status: 'SUCCEEDED', attempt: 1 })
  const printed = await house.log.read(`output:${id}`, { after: 0, limit: 100 })
  expect(printed.map(({ payload }) => payload)).toEqual([{ stream: 'STDOUT', text: 'one\n' }])
  // Looking for work failed meanwhile; nothing else.
  expect(faults.every((error) => String(error).includes('Connection terminated'))).toBe(true)
})

it('does not retry a release into a directory that its environment has left', async () => {
  const { viewer, environmentId } = await seedEnvironment(house, { servers: 1 })
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  await house.releases.cancelRelease(viewer, id)
  await house.prisma.environment.update({ where: { id: environmentId }, data: { path: '/srv/elsewhere' } })
  await expect(house.releases.retryRelease(viewer, id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('has moved from ~/app to /srv/elsewhere'),
  })
})

it('tells a retry what its servers had before the release that failed', async () => {
  const { viewer, environmentId } = await seedEnvironment(house, { servers: 1 })
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  await house.prisma.releaseTarget.updateMany({
    where: { releaseId: id },
    data: { status: 'FAILED', previousDirectory: '20261101000000-1' },
  })
  await house.prisma.release.update({ where: { id }, data: { status: 'FAILED' } })
  const retry = await house.releases.retryRelease(viewer, id)
  const target = await house.prisma.releaseTarget.findFirst({ where: { releaseId: retry.id } })
  expect(target?.previousDirectory).toBe('20261101000000-1')
  await house.releases.cancelRelease(viewer, retry.id)
})

it('never ends before it began, whatever the worker’s clock says', async () => {
  const realNow = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: realNow - 3_600_000 })
  try {
    await startWorker(async () => ({ status: 'FAILED', failure: 'No.' }))
    const { id } = await ship()
    const { startedAt, finishedAt } = await ended(id)
    expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(startedAt?.getTime() ?? Number.NaN)
    expect(Math.abs((finishedAt?.getTime() ?? 0) - realNow)).toBeLessThan(60_000)
  } finally {
    vi.useRealTimers()
  }
})
