import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { migrationsDirectory } from '../../support/database.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { createTestRepository, openMirrors, type TestRepository, url } from '../../support/repositories.ts'

// Two worker processes, each with a disk of its own for builds, which share one slot and hear no hints of each other.
let postgres: TestPostgres
let database: Database
let databaseUrl: string
let fleet: SshdFleet
let repository: TestRepository
let house: ReleaseHouse
let program: Awaited<ReturnType<typeof bundleProgram>>
let data: string
const children: ChildProcess[] = []

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sendoff-slots-'))
  ;[postgres, fleet, program, repository] = await Promise.all([
    startTestPostgres(),
    startSshdFleet({ count: 1 }),
    bundleProgram("import './test/support/worker-program.ts'"),
    createTestRepository(join(data, 'shop.git')),
  ])
  const created = await postgres.createDatabase()
  databaseUrl = created.url
  database = await created.open()
  const mirror = (await openMirrors(join(data, 'mirrors'))).mirror(url(repository.path), null)
  house = await createReleaseHouse(database, {
    revisions: {
      async resolve(_project, revision) {
        await mirror.refresh()
        return { commit: await mirror.resolve(revision), subject: null }
      },
    },
  })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  house?.close()
  await database?.close()
  await Promise.all([postgres?.stop(), fleet?.close(), program?.remove()])
  await rm(data, { recursive: true, force: true })
})

async function startWorker(name: string) {
  const settings = { MIGRATIONS: migrationsDirectory, ARTIFACTS: name, LEASE_SECONDS: '5', BUILDS: '1', PARALLEL: '1' }
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA: data, ...settings }
  const child = spawn(process.execPath, [program.file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

const gate = () => join(data, 'gate')
const builds = () =>
  existsSync(join(data, 'builds')) ? readFileSync(join(data, 'builds'), 'utf8').trim().split('\n') : []

/** Two environments of a project, whose build prints which worker made it and waits for the gate. */
async function seedStages() {
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
  eventually(() => house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }), 60_000)
const waits = (releaseId: string) =>
  eventually(() => house.prisma.step.findFirst({ where: { releaseId, key: 'build', status: 'BLOCKED' } }), 60_000)

it('builds once what two workers want, and takes over the slot of one that is killed', async () => {
  const [one, two] = await seedStages()
  const first = await one?.()
  const here = await startWorker('here')
  await eventually(async () => builds().length === 1, 60_000)
  const second = await two?.()
  await startWorker('there')
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
  const builder = builds()[0]?.includes('/here/') ? here : children[1]
  builder?.kill('SIGKILL')
  // The one that waited builds itself; the one whose worker died is gone on with, and ships the same.
  await eventually(async () => builds().length === 2, 60_000)
  await writeFile(gate(), '')
  const later = [await ended(dying?.id ?? ''), await ended(heir?.id ?? '')]
  expect(later.map(({ status, failure }) => failure ?? status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect(later[1]?.buildId).toBe(later[0]?.buildId)
  expect(builds()).toHaveLength(2)
})

async function titleOf(id = '') {
  const { number, environment } = await house.prisma.release.findUniqueOrThrow({
    where: { id },
    select: { number: true, environment: { select: { project: { select: { title: true } } } } },
  })
  return `${environment.project.title} #${number}`
}
