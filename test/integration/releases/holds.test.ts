import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { weekdays } from '../../../apps/api/src/modules/freezes/weekly-span.ts'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import {
  changesTold,
  createReleaseHouse,
  type ReleaseHouse,
  seedEnvironment,
  seedViewer,
} from '../../support/releases.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}
const HOUR = 3_600_000
const soon = (ms: number) => new Date(Date.now() + ms)

describe.each(Object.entries(kinds))('what holds releases, %s', (_kind, open) => {
  let database: Database
  let house: ReleaseHouse
  let admin: Viewer
  beforeAll(async () => {
    database = await open()
    house = await createReleaseHouse(database)
    admin = await seedViewer(house, 'ADMIN')
  })
  afterAll(async () => {
    house?.close()
    await database?.close()
  })
  beforeEach(async () => {
    await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
    await house.prisma.freeze.deleteMany()
  })

  const once = (change: object = {}) => ({
    ...{ scope: 'EVERYTHING' as const, reason: 'Black Friday', startsAt: soon(-HOUR), endsAt: soon(HOUR) },
    ...change,
  })
  const ship = (viewer: Viewer, environmentId: string, more: object = {}) =>
    house.releases.createRelease(viewer, { environmentId, revision: 'main', ...more })
  const claimed = async () => (await house.queue.claim('w'))?.releaseId ?? null
  const holdOf = async (id: string) => (await house.releases.holdsNow([id])).get(id) ?? null
  const startOf = (releaseId: string) =>
    house.prisma.step.findUniqueOrThrow({ where: { releaseId_key: { releaseId, key: 'start' } } })
  const told = async (id: string) =>
    (await house.log.read(`release:${id}`, { after: 0, limit: 100 })).map(({ kind, payload }) => [
      kind,
      (payload as { stepStatus?: string }).stepStatus ?? null,
      (payload as { message?: string | null }).message ?? null,
    ])

  it('a freeze holds what is queued, says so, and lets it begin by itself when it is over', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const { id } = await ship(viewer, environmentId)
    const endsAt = soon(HOUR)
    const freeze = await house.freezes.addFreeze(admin, once({ endsAt }))
    expect(await claimed()).toBeNull()
    expect(await house.queue.tellHolds()).toBe(1)
    expect(await house.queue.tellHolds()).toBe(0)
    expect(await holdOf(id)).toEqual({
      ...{ kind: 'FREEZE', reason: 'Black Friday', until: endsAt.toISOString(), strict: false },
    })
    expect(await startOf(id)).toMatchObject({ status: 'BLOCKED', message: expect.stringContaining('Black Friday') })
    // Time goes by.
    await house.prisma.freeze.update({ where: { id: freeze.id }, data: { endsAt: soon(-1000) } })
    expect(await claimed()).toBe(id)
    expect(await startOf(id)).toMatchObject({ status: 'PENDING', message: null })
    const events = await told(id)
    expect(events).toContainEqual(['step', 'BLOCKED', expect.stringContaining('frozen until')])
    expect(events).toContainEqual(['step', 'PENDING', null])
  })

  it('holds manual, scheduled, retried and rolled back releases alike', async () => {
    const { viewer, environmentId, servers } = await seedEnvironment(house, { servers: 1 })
    const done = async (status: 'SUCCEEDED' | 'FAILED') => {
      await ship(viewer, environmentId)
      const claim = (await house.queue.claim('w')) as Claim
      await house.prisma.releaseTarget.updateMany({
        where: { releaseId: claim.releaseId },
        data: { status, serverId: servers[0]?.id, liveDirectory: null },
      })
      await house.runs.conclude(claim, { status, failure: null })
      return claim.releaseId
    }
    const back = await done('SUCCEEDED')
    const failed = await done('FAILED')
    const scheduled = await ship(viewer, environmentId, { scheduledAt: soon(HOUR) })
    await house.prisma.release.update({ where: { id: scheduled.id }, data: { scheduledAt: soon(-1000) } })
    await house.freezes.addFreeze(admin, once({ scope: 'ENVIRONMENT', environmentId }))
    await ship(viewer, environmentId)
    await house.releases.retryRelease(viewer, failed)
    await house.releases.rollBack(viewer, environmentId, back)
    expect(await house.queue.releaseDue()).toBe(1)
    expect(await house.prisma.release.count({ where: { environmentId, status: 'QUEUED' } })).toBe(4)
    expect(await claimed()).toBeNull()
    await house.prisma.freeze.deleteMany()
    expect(await claimed()).not.toBeNull()
  })

  it.each([
    ['of another project', { scope: 'PROJECT' as const }, false],
    ['of PRODUCTION, in TEST', { scope: 'PRODUCTION' as const }, false],
    ['of everything', {}, true],
    ['that begins later', { startsAt: soon(HOUR), endsAt: soon(2 * HOUR) }, false],
    [
      'that comes every day',
      {
        startsAt: null,
        endsAt: null,
        weekly: [{ days: [...weekdays], from: '00:00', to: '24:00', timeZone: 'Asia/Shanghai' }],
      },
      true,
    ],
  ])('a freeze %s', async (_what, change, holds) => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const other = await seedEnvironment(house)
    await house.freezes.addFreeze(admin, once({ projectId: other.project.id, ...change }))
    const { id } = await ship(viewer, environmentId)
    expect(await claimed()).toBe(holds ? null : id)
  })

  it('a closed window holds, an open one does not, and the page knows until when', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const hour = (n: number) => `${String((new Date().getUTCHours() + n) % 24).padStart(2, '0')}:00`
    const window = (from: string, to: string) =>
      house.prisma.environment.update({
        where: { id: environmentId },
        data: { windows: [{ days: [...weekdays], from, to, timeZone: 'UTC' }] },
      })
    await window(hour(2), hour(4))
    const { id } = await ship(viewer, environmentId)
    expect(await claimed()).toBeNull()
    const hold = await holdOf(id)
    expect(hold).toMatchObject({ kind: 'WINDOW', strict: false })
    expect(new Date(hold?.until ?? 0).toISOString().slice(11, 16)).toBe(hour(2))
    await expect(ship(viewer, environmentId, { failIfHeld: true })).rejects.toMatchObject({ code: 'FROZEN' })
    const [inTwo] = [new Date(Math.ceil(Date.now() / HOUR) * HOUR + 1.5 * HOUR)]
    await ship(viewer, environmentId, { failIfHeld: true, scheduledAt: inTwo })
    await window(hour(0), hour(2))
    expect(await claimed()).toBe(id)
  })

  it('an override lets one release pass the ones that are held, for the rules that there were', async () => {
    const { viewer: operator, environmentId } = await seedEnvironment(house, { role: 'OPERATOR' })
    const first = await ship(operator, environmentId)
    const second = await ship(operator, environmentId)
    await expect(house.releases.overrideHold(operator, first.id, 'Why not')).rejects.toMatchObject({ code: 'CONFLICT' })
    await house.freezes.addFreeze(admin, once())
    const developer = await seedViewer(house, 'DEVELOPER')
    await expect(house.releases.overrideHold(developer, second.id, 'Now')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(house.releases.overrideHold(operator, second.id, ' ')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    await house.releases.overrideHold(operator, second.id, 'The shop is down')
    const strict = await house.freezes.addFreeze(admin, once({ reason: 'Audit', strict: true }))
    expect(await claimed()).toBeNull()
    await expect(house.releases.overrideHold(operator, second.id, 'Again')).rejects.toMatchObject({ code: 'FROZEN' })
    await expect(house.freezes.removeFreeze(operator, strict.id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await house.releases.overrideHold(admin, second.id, 'The shop is really down')
    await house.prisma.environment.update({ where: { id: environmentId }, data: { lockReason: 'Hands off' } })
    expect(await claimed()).toBeNull()
    await expect(house.releases.overrideHold(admin, second.id, 'Go')).rejects.toMatchObject({ code: 'LOCKED' })
    await house.prisma.environment.update({ where: { id: environmentId }, data: { lockReason: null } })
    expect(await claimed()).toBe(second.id)
    expect(await claimed()).toBeNull()
    expect(await told(second.id)).toContainEqual(['release', null, expect.stringContaining('The shop is really down')])
    const overridden = (await changesTold(house, second.id)).filter(([kind]) => kind === 'release.hold_overridden')
    const by = (reason: string) => expect.objectContaining({ reason })
    expect(overridden.map(([, ...facts]) => facts)).toEqual([
      [
        { hold: expect.objectContaining({ kind: 'FREEZE', strict: false }), override: null },
        { hold: null, override: by('The shop is down') },
      ],
      [
        { hold: expect.objectContaining({ kind: 'FREEZE', strict: true }), override: by('The shop is down') },
        { hold: null, override: by('The shop is really down') },
      ],
    ])
  })

  it('one held environment holds no other, and a held release has a place behind another', async () => {
    const [held, free] = [await seedEnvironment(house), await seedEnvironment(house)]
    await house.freezes.addFreeze(admin, once({ scope: 'ENVIRONMENT', environmentId: held.environmentId }))
    await ship(held.viewer, held.environmentId)
    const next = await ship(free.viewer, free.environmentId)
    const behind = await ship(free.viewer, free.environmentId)
    expect(await claimed()).toBe(next.id)
    expect(await holdOf(behind.id)).toMatchObject({ kind: 'QUEUE', until: null })
  })

  it('nothing begins once a freeze is there, however many workers are looking', async () => {
    const environments = await Promise.all(Array.from({ length: 8 }, () => seedEnvironment(house)))
    for (const { viewer, environmentId } of environments) await ship(viewer, environmentId)
    let stop = false
    const work = async (owner: string) => {
      while (!stop) await house.queue.claim(owner)
    }
    const workers = ['a', 'b', 'c'].map(work)
    await house.freezes.addFreeze(admin, once())
    const running = () => house.prisma.release.count({ where: { status: 'RUNNING' } })
    const before = await running()
    for (let n = 0; n < 5; n++) await house.queue.claim('d')
    stop = true
    await Promise.all(workers)
    expect(await running()).toBe(before)
  })
})
