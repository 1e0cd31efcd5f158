import { existsSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, seedEnvironment } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { openWorkerHouse, type WorkerHouse } from '../../support/worker-house.ts'

// Two worker processes, each with a disk of its own for builds, which share one slot and hear no hints of each other.
let workers: WorkerHouse

beforeAll(async () => {
  workers = await openWorkerHouse({ servers: 1 })
})
afterAll(() => workers?.close())

const startWorker = (name: string) =>
  workers.startWorker({ ARTIFACTS: name, LEASE_SECONDS: '5', BUILDS: '1', PARALLEL: '1' })

const gate = () => join(workers.data, 'gate')
function builds(): string[] {
  const list = join(workers.data, 'builds')
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []
}

/** Two environments of a project, whose build prints which worker made it and waits for the gate. */
async function seedStages() {
  const { house, fleet, repository, data } = workers
  await Promise.all([gate(), join(data, 'builds')].map((file) => rm(file, { force: true })))
  await repository.commit({ 'index.txt': `${Math.random()}\n` })
  const { viewer, project, servers, environment } = await seedEnvironment(house, { servers: 1 })
  await house.prisma.project.update({ where: { id: project.id }, data: { repositoryUrl: repository.path } })
  const settings = {
    path: `~/one-${project.id}`,
    buildCommand: `echo "$PWD" >> '${data}/builds'; until [ -e '${gate()}' ]; do sleep 0.05; done; echo built`,
  }
  await house.prisma.environment.update({ where: { id: environment.id }, data: settings })
  const other = await house.prisma.environment.create({
    data: {
      ...{
        ...settings,
        path: `~/two-${project.id}`,
        projectId: project.id,
        name: 'other',
        kind: 'TEST',
        sharedPaths: [],
      },
      servers: { create: servers.map(({ id: serverId }, position) => ({ serverId, position })) },
    },
  })
  const [sshd] = fleet.servers
  if (!sshd) throw new Error('there is no server')
  await writeFile(join(data, 'fleet.json'), JSON.stringify({ [servers[0]?.id ?? '']: addressOf(sshd) }))
  return [environment.id, other.id].map(
    (environmentId) => () => house.releases.createRelease(viewer, { environmentId, revision: 'main' }),
  )
}

const ended = (id: string) =>
  eventually(() => workers.house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }), 60_000)
const waits = (releaseId: string) =>
  eventually(
    () => workers.house.prisma.step.findFirst({ where: { releaseId, key: 'build', status: 'BLOCKED' } }),
    60_000,
  )

it('builds once what two workers want, and takes over the slot of one that is killed', async () => {
  const [one, two] = await seedStages()
  const first = await one?.()
  const here = await startWorker('here')
  await eventually(async () => builds().length === 1, 60_000)
  const second = await two?.()
  const there = await startWorker('there')
  expect((await waits(second?.id ?? '')).message).toBe(
    `Waits for the same build: ${await titleOf(first?.id)} makes it.`,
  )
  await writeFile(gate(), '')
  // What the other one has made lies on its disk: it ships it there.
  const ends = [await ended(first?.id ?? ''), await ended(second?.id ?? '')]
  expect(ends.map(({ status, failure }) => failure ?? status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect(ends[1]?.buildId).toBe(ends[0]?.buildId)
  expect(builds()).toHaveLength(1)

  const [three, four] = await seedStages()
  const dying = await three?.()
  await eventually(async () => builds().length === 1, 60_000)
  const heir = await four?.()
  await waits(heir?.id ?? '')
  const builder = builds()[0]?.includes('/here/') ? here : there
  await builder.end('SIGKILL')
  // The one that waited builds itself; the one whose worker died is gone on with, and ships the same.
  await eventually(async () => builds().length === 2, 60_000)
  await writeFile(gate(), '')
  const later = [await ended(dying?.id ?? ''), await ended(heir?.id ?? '')]
  expect(later.map(({ status, failure }) => failure ?? status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect(later[1]?.buildId).toBe(later[0]?.buildId)
  expect(builds()).toHaveLength(2)
})

async function titleOf(id = '') {
  const { number, environment } = await workers.house.prisma.release.findUniqueOrThrow({
    where: { id },
    select: { number: true, environment: { select: { project: { select: { title: true } } } } },
  })
  return `${environment.project.title} #${number}`
}
