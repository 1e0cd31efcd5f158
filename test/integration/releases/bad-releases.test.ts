import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunRelease } from '../../../apps/api/src/engine/run-input.ts'
import type { WayBack } from '../../../apps/api/src/engine/types.ts'
import { createReleaseWorker, type ReleaseWorker } from '../../../apps/api/src/jobs/release-worker.ts'
import { beginRelease } from '../../../apps/api/src/jobs/run-release.ts'
import type { ReleaseCardState } from '../../../apps/api/src/modules/chat/room.events.ts'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import {
  createReleaseHouse,
  eventually,
  type ReleaseHouse,
  seedEnvironment,
  seedViewer,
} from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
let worker: ReleaseWorker
let engine: RunRelease

beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
  const ports = house.runPorts((input) => engine(input))
  worker = createReleaseWorker({
    owner: 'worker',
    queue: house.queue,
    bus: house.bus,
    begin: (claim) => beginRelease(claim, ports),
    parallel: 2,
    pollMs: 50,
    report: (error) => void faults.push(error),
  })
  await worker.start()
})
const faults: unknown[] = []
afterEach(() => expect(faults.splice(0)).toEqual([]))
afterAll(async () => {
  await worker.stop(0)
  house.close()
  await database.close()
})

const succeeds: RunRelease = async ({ ports: { journal }, snapshot }) => {
  for (const { id } of snapshot.servers) {
    const live = { serverId: id, liveDirectory: snapshot.directory }
    await journal.targetChanged({ ...live, status: 'SUCCEEDED', activated: true })
  }
  return { status: 'SUCCEEDED', failure: null }
}

/** Switches, fails its check and goes back, as the real engine tells it. */
const goesBack =
  (wayBack: WayBack = { checkFailed: true, left: [] }): RunRelease =>
  async ({ ports: { journal }, snapshot }) => {
    for (const { id } of snapshot.servers) {
      await journal.targetChanged({
        serverId: id,
        status: 'RUNNING',
        liveDirectory: snapshot.directory,
        activated: true,
      })
    }
    const back = (id: string) => `rollback:${id}`
    await journal.stepsAdded(
      snapshot.servers.map(({ id }) => ({
        key: back(id),
        kind: 'ACTIVATE',
        title: 'rollback',
        serverId: id,
        parentKeys: [`check:${id}`],
      })),
    )
    for (const { id, name } of snapshot.servers) {
      const left = wayBack.left.includes(name)
      await journal.stepChanged({ key: back(id), status: 'RUNNING' })
      await journal.stepChanged({ key: back(id), status: left ? 'FAILED' : 'SUCCEEDED' })
      const liveDirectory = left ? snapshot.directory : 'before'
      await journal.targetChanged({ serverId: id, status: 'FAILED', liveDirectory, activated: left })
    }
    return { status: 'FAILED', failure: 'web-1: check: HTTP 503, wants 200.', wayBack }
  }

const ended = (id: string) =>
  eventually(() => house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }))
async function ship(viewer: Viewer, environmentId: string, run: RunRelease) {
  engine = run
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  await ended(id)
  return id
}
const environmentOf = (id: string) => house.prisma.environment.findUniqueOrThrow({ where: { id } })
const nowOf = async (id: string) => (await house.releases.releasesNow([id])).get(id)
const activity = async () =>
  (await house.log.read('activity', { after: 0, limit: 1000 })).map(({ kind, payload }) => ({
    kind,
    ...(payload as { message: string; actor: string | null; releaseId?: string }),
  }))

describe('a release that failed and went back', () => {
  it('is marked as bad, and locks a production environment until a person unlocks it', async () => {
    const { viewer, environmentId } = await seedEnvironment(house, { kind: 'PRODUCTION' })
    await ship(viewer, environmentId, succeeds)
    const id = await ship(viewer, environmentId, goesBack())
    expect(await nowOf(id)).toMatchObject({
      badReason: 'web-1: check: HTTP 503, wants 200.',
      badById: null,
      badAt: expect.any(Date),
      wayBack: 'DONE',
    })
    const { number } = await house.prisma.release.findUniqueOrThrow({ where: { id } })
    const reason = `Release #${number} failed its check and was rolled back.`
    expect(await environmentOf(environmentId)).toMatchObject({
      lockReason: reason,
      lockReleaseId: id,
      lockedById: null,
      lockedUntil: null,
    })
    expect(await activity()).toContainEqual(
      expect.objectContaining({ kind: 'environment.locked', actor: null, releaseId: id }),
    )
    await expect(house.releases.createRelease(viewer, { environmentId, revision: 'main' })).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`locked by Sendoff: ${reason} `),
    })
  })

  it('stands so on its card in the room, from the moment it begins to go back, and in what others are told', async () => {
    const { viewer, environmentId, project } = await seedEnvironment(house)
    const { title: name, id: projectId } = project
    const room = await house.prisma.room.create({ data: { name, nameKey: name, projectId } })
    const hook = { name, format: 'WEBHOOK' as const, sealed: '', shownUrl: '', host: 'h', language: 'en' }
    await house.prisma.notificationHook.create({ data: { ...hook, projectId, events: ['release.failed'] } })
    await ship(viewer, environmentId, succeeds)
    const id = await ship(viewer, environmentId, goesBack())
    const cards = async () =>
      (await house.log.read(`room:${room.id}`, { after: 0, limit: 200 })).flatMap(({ payload }) => {
        const { card } = (payload as { message: { card: ReleaseCardState } | null }).message ?? {}
        return card?.releaseId === id ? [[card.status, card.wayBack, card.badReason]] : []
      })
    const reason = 'web-1: check: HTTP 503, wants 200.'
    expect((await cards()).slice(-2)).toEqual([
      ['RUNNING', 'UNDER_WAY', null],
      ['FAILED', 'DONE', reason],
    ])
    await house.releases.markRelease(viewer, id, { bad: false })
    expect((await cards()).at(-1)).toEqual(['FAILED', 'DONE', null])
    const told = await house.prisma.notificationDelivery.findMany({ where: { event: 'release.failed' } })
    expect(told.map(({ news }) => (news as { release: object }).release)).toMatchObject([{ id, wayBack: 'DONE' }])
  })

  it('puts its steps before the end, for whoever watches and whoever comes later', async () => {
    const { viewer, environmentId, servers } = await seedEnvironment(house)
    const id = await ship(viewer, environmentId, goesBack())
    const steps = await house.prisma.step.findMany({ where: { releaseId: id }, orderBy: { position: 'asc' } })
    const keys = servers.map((server) => `rollback:${server.id}`)
    expect(steps.slice(-3).map(({ key }) => key)).toEqual([...keys, 'end'])
    expect(steps.at(-1)?.parentKeys).toEqual(keys)
    expect(steps.at(-2)).toMatchObject({ kind: 'ACTIVATE', title: 'rollback', serverId: servers[1]?.id })
    const events = await house.log.read(`release:${id}`, { after: 0, limit: 100 })
    const told = events.flatMap(({ payload }) => {
      const { stepKey, stepStatus, serverName } = payload as Record<string, string>
      return stepKey === keys[0] ? [{ stepStatus, serverName }] : []
    })
    const serverName = servers[0]?.name
    expect(told).toEqual(['PENDING', 'RUNNING', 'SUCCEEDED'].map((stepStatus) => ({ stepStatus, serverName })))
  })

  it('names the servers that did not come back', async () => {
    const { viewer, environmentId, servers } = await seedEnvironment(house, { kind: 'PRODUCTION' })
    const left = [servers[1]?.name ?? '']
    const id = await ship(viewer, environmentId, goesBack({ checkFailed: false, left }))
    expect(await nowOf(id)).toMatchObject({ wayBack: 'INCOMPLETE' })
    const { lockReason } = await environmentOf(environmentId)
    expect(lockReason).toMatch(new RegExp(`^Release #\\d+ failed and could not be rolled back on ${left[0]}\\.$`))
  })

  it('locks a test environment only where that is set, and leaves a lock of a person as it is', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    await ship(viewer, environmentId, goesBack())
    expect(await environmentOf(environmentId)).toMatchObject({ lockReason: null })
    const other = await seedEnvironment(house, { kind: 'PRODUCTION' })
    const run = goesBack()
    const id = await ship(other.viewer, other.environmentId, async (input) => {
      const data = { lockReason: 'mine', lockedById: other.viewer.userId, lockedAt: new Date() }
      await house.prisma.environment.update({ where: { id: other.environmentId }, data })
      return run(input)
    })
    expect(await environmentOf(other.environmentId)).toMatchObject({ lockReason: 'mine', lockReleaseId: null })
    expect((await nowOf(id))?.badAt).not.toBeNull()
  })

  it('holds back what waits behind it', async () => {
    const { viewer, environmentId } = await seedEnvironment(house, { kind: 'PRODUCTION' })
    let second = ''
    const run = goesBack()
    await ship(viewer, environmentId, async (input) => {
      second = (await house.releases.createRelease(viewer, { environmentId, revision: 'main' })).id
      engine = succeeds
      return run(input)
    })
    expect(await house.queue.claim('somebody else')).toBeNull()
    expect((await nowOf(second))?.status).toBe('QUEUED')
  })
})

describe('a mark', () => {
  it('makes rollBack pass a release by, unless it is named and forced', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const ids = []
    for (let i = 0; i < 3; i++) ids.push(await ship(viewer, environmentId, succeeds))
    const [first, second, third] = ids as [string, string, string]
    await house.releases.markRelease(viewer, second, { bad: true, reason: 'Loses orders' })
    expect((await house.releases.previousReleases([environmentId])).get(environmentId)).toBe(first)
    await expect(house.releases.rollBack(viewer, environmentId, second)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is marked as bad: Loses orders'),
    })
    engine = succeeds
    const forced = await house.releases.rollBack(viewer, environmentId, second, { force: true })
    expect((await ended(forced.id)).originId).toBe(second)
    await house.releases.markRelease(viewer, second, { bad: false })
    const back = await house.releases.rollBack(viewer, environmentId, third)
    await ended(back.id)
    expect((await house.releases.previousReleases([environmentId])).get(environmentId)).toBe(second)
  })

  it('is told to those who watch, with who set it, and once', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const id = await ship(viewer, environmentId, succeeds)
    const before = (await house.log.read(`release:${id}`, { after: 0, limit: 100 })).length
    await house.releases.markRelease(viewer, id, { bad: true, reason: ' Loses orders ' })
    await house.releases.markRelease(viewer, id, { bad: true, reason: 'Loses orders' })
    await house.releases.markRelease(viewer, id, { bad: false })
    await house.releases.markRelease(viewer, id, { bad: false, reason: 'x\0' })
    const events = (await house.log.read(`release:${id}`, { after: 0, limit: 100 })).slice(before)
    expect(events.map(({ payload }) => (payload as { message: string }).message)).toEqual([
      expect.stringMatching(/^User \d+ marked release #\d+ as bad: Loses orders$/),
      expect.stringMatching(/took the mark off/),
    ])
    expect((await activity()).filter((entry) => entry.releaseId === id).map(({ kind }) => kind)).toEqual([
      'release.created',
      'release.began',
      'release.succeeded',
      'release.marked',
      'release.unmarked',
    ])
  })

  it.each([
    [{ bad: true }, 'Say why'],
    [{ bad: true, reason: '' }, 'Write something'],
    [{ bad: true, reason: 'a\nb' }, 'Leave out line breaks'],
    [{ bad: true, reason: 'x'.repeat(301) }, 'Use at most 300'],
  ])('%j is refused', async (mark, message) => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const id = await ship(viewer, environmentId, succeeds)
    const refused = house.releases.markRelease(viewer, id, mark as { bad: boolean })
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(`reason: ${message}`),
    })
  })

  it('needs the right to ship there, and a release that has ended', async () => {
    const { viewer, environmentId } = await seedEnvironment(house, { kind: 'PRODUCTION' })
    const developer = await seedViewer(house, 'DEVELOPER')
    let during: unknown
    const id = await ship(viewer, environmentId, async (input) => {
      const mark = { bad: true, reason: 'too early' }
      during = await house.releases.markRelease(viewer, input.snapshot.releaseId, mark).catch((error) => error)
      return succeeds(input)
    })
    expect(during).toMatchObject({ code: 'CONFLICT' })
    const mark = { bad: true, reason: 'no' }
    await expect(house.releases.markRelease(developer, id, mark)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(house.releases.markRelease(viewer, 'nothing', mark)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
