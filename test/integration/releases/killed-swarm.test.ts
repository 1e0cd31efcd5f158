import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SshdFleet } from '../../support/fleet.ts'
import { eventually, seedEnvironment } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { aria2Below } from '../../support/swarm.ts'
import { openWorkerHouse, type WorkerHouse } from '../../support/worker-house.ts'

let workers: WorkerHouse

beforeAll(async () => {
  workers = await openWorkerHouse({ servers: 3 })
})
afterAll(() => workers?.close())

const everywhere = () => [workers.data, ...workers.fleet.servers.map(({ root }) => root)]
const work = () => join(workers.data, 'artifacts/work')

it('ends everywhere with a worker that is killed in the middle, and another one finishes the release', async () => {
  const { house, fleet, repository, data } = workers
  await repository.commit({ 'index.txt': 'tea\n' })
  const { viewer, environmentId, project, servers } = await seedEnvironment(house, { servers: 3 })
  await house.prisma.project.update({ where: { id: project.id }, data: { repositoryUrl: repository.path } })
  const distribution = { peerToPeer: 'ALWAYS', portRange: '28000-28400' }
  const buildCommand = 'head -c 4000000 /dev/urandom > noise.bin'
  await house.prisma.environment.update({
    where: { id: environmentId },
    data: { path: '~/shared-app', buildCommand, distribution },
  })
  const addresses = servers.map((server, n) => [server.id, addressOf(fleet.servers[n] as SshdFleet['servers'][0])])
  await writeFile(join(data, 'fleet.json'), JSON.stringify(Object.fromEntries(addresses)))

  const first = await workers.startWorker({ LEASE_SECONDS: '3', SWARM_UPLOAD_KB: '200' })
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  const releaseNow = () => house.prisma.release.findUniqueOrThrow({ where: { id } })
  await eventually(
    async () =>
      JSON.stringify((await releaseNow()).swarm ?? {}).includes('"receivedBytes":') &&
      aria2Below(...everywhere()).length === 4,
    60_000,
  )
  expect(readdirSync(work())).toEqual(expect.arrayContaining([expect.stringMatching(/^swarm-/)]))
  await first.end('SIGKILL')
  // Nobody tells them: the first seed watches its worker, and the servers notice that nobody listens.
  await eventually(async () => aria2Below(...everywhere()).length === 0, 30_000)

  const heir = await workers.startWorker({ LEASE_SECONDS: '3', SWARM_UPLOAD_KB: '0' })
  const release = await eventually(
    () => house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }),
    60_000,
  )
  expect(release, heir.printed()).toMatchObject({ status: 'SUCCEEDED', attempt: 2 })
  for (const { root } of fleet.servers) {
    expect(readlinkSync(join(root, 'shared-app/current'))).toBe(`releases/${release.directory}`)
    expect(readdirSync(join(root, 'shared-app/.sendoff/incoming'))).toEqual([])
    expect(existsSync(join(root, 'shared-app/.sendoff/lock'))).toBe(false)
  }
  const ways = (release.swarm as { servers: { way: string }[] }).servers.map(({ way }) => way)
  expect(ways).toEqual(['SWARM', 'SWARM', 'SWARM'])
  await heir.end('SIGTERM')
  expect(aria2Below(...everywhere())).toEqual([])
  expect(readdirSync(work())).toEqual([])
})
