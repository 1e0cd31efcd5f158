import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallerError } from '../../../apps/api/src/modules/kernel/errors.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { commitOf, createReleaseHouse, type ReleaseHouse, seedEnvironment, seedViewer } from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
})
afterAll(async () => {
  house.close()
  await database.close()
})

describe('createRelease', () => {
  it('fixes commit, plan, targets and directory, and queues', async () => {
    const { viewer, environmentId, servers, environment } = await seedEnvironment(house)
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main', note: 'a\nb' })
    const release = await house.prisma.release.findUniqueOrThrow({
      where: { id },
      include: { steps: { orderBy: { position: 'asc' } }, targets: true },
    })
    expect(release).toMatchObject({ status: 'QUEUED', revision: 'main', commit: commitOf('main'), note: 'a\nb' })
    expect(release.directory).toMatch(new RegExp(`^\\d{14}-${release.number}$`))
    expect(release.snapshot).toMatchObject({ releaseId: id, number: release.number, path: environment.path })
    expect(release.steps.map((step) => step.key)).toEqual([
      ...['start', 'fetch', 'build', 'package'],
      ...servers.flatMap((s) => [`upload:${s.id}`, `activate:${s.id}`, `restart:${s.id}`, `check:${s.id}`]),
      'end',
    ])
    expect(release.targets.map((target) => target.serverName).sort()).toEqual(servers.map((s) => s.name).sort())
    expect(await house.log.read(`release:${id}`, { after: 0, limit: 10 })).toMatchObject([
      { seq: 1, kind: 'release', payload: { releaseStatus: 'QUEUED' } },
    ])
  })

  it('answers the same release to the same clientId, also to twins at once', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const input = { environmentId, revision: 'main', clientId: 'press-1' }
    const twins = await Promise.all([1, 2, 3, 4].map(() => house.releases.createRelease(viewer, input)))
    expect(new Set(twins.map((release) => release.id)).size).toBe(1)
    expect(await house.prisma.release.count({ where: { environmentId } })).toBe(1)
    await expect(house.releases.createRelease(viewer, { ...input, revision: 'v2' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const other = await seedViewer(house, 'ADMIN')
    const theirs = await house.releases.createRelease(other, input)
    expect(theirs.id).not.toBe(twins[0]?.id)
  })

  it('waits for its time when it is scheduled, and refuses times that make no sense', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const inAnHour = new Date(Date.now() + 3_600_000)
    const { id } = await house.releases.createRelease(viewer, {
      environmentId,
      revision: 'main',
      scheduledAt: inAnHour,
    })
    expect(await house.prisma.release.findUnique({ where: { id } })).toMatchObject({ status: 'SCHEDULED' })
    expect(await house.queue.releaseDue()).toBe(0)
    await house.prisma.release.update({ where: { id }, data: { scheduledAt: new Date(Date.now() - 1000) } })
    expect(await house.queue.releaseDue()).toBe(1)
    expect(await house.prisma.release.findUnique({ where: { id } })).toMatchObject({ status: 'QUEUED' })
    for (const scheduledAt of [new Date(0), new Date(Date.now() - 120_000), new Date('2199-01-01')]) {
      await expect(
        house.releases.createRelease(viewer, { environmentId, revision: 'main', scheduledAt }),
      ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', extensions: { fields: [{ path: 'input.scheduledAt' }] } })
    }
  })

  it('refuses a locked environment, naming who, why and until when', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const until = new Date(Date.now() + 60_000)
    await house.prisma.environment.update({
      where: { id: environmentId },
      data: { lockReason: 'Audit', lockedById: viewer.userId, lockedAt: new Date(), lockedUntil: until },
    })
    const attempt = () => house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    await expect(attempt()).rejects.toMatchObject({
      code: 'LOCKED',
      extensions: { reason: 'Audit', by: viewer.displayName, until: until.toISOString() },
    })
    await house.prisma.environment.update({ where: { id: environmentId }, data: { lockedUntil: new Date(0) } })
    await expect(attempt()).resolves.toBeDefined()
  })

  it.each([
    ['VIEWER', 'TEST', false],
    ['DEVELOPER', 'TEST', true],
    ['DEVELOPER', 'PRODUCTION', false],
    ['OPERATOR', 'PRODUCTION', true],
  ] as const)('lets a %s ship to %s: %s', async (role, kind, allowed) => {
    const { viewer, environmentId } = await seedEnvironment(house, { role, kind })
    const attempt = house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    if (allowed) await expect(attempt).resolves.toBeDefined()
    else await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

/** Titles that stay readable. */
const named = (texts: string[]) => texts.map((text) => [JSON.stringify(text.slice(0, 30)), text] as const)

describe('hostile input', () => {
  const texts = [
    '',
    ' ',
    '\0',
    'a\nb',
    '../../etc',
    '--upload-pack=x',
    'ext::sh -c id',
    'HEAD~1',
    'a..b',
    '@{1}',
    '\ud800',
    'x'.repeat(1e6),
  ]
  const refused = async (change: object, path: string) => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const before = await house.prisma.release.count()
    const attempt = house.releases.createRelease(viewer, { environmentId, revision: 'main', ...change })
    const error = await attempt.then(
      () => null,
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT' })
    const { fields } = (error as CallerError).extensions as { fields: { path: string }[] }
    expect(new Set(fields.map((field) => field.path))).toEqual(new Set([path]))
    expect(await house.prisma.release.count()).toBe(before)
    expect(await house.prisma.step.count({ where: { release: { environmentId } } })).toBe(0)
  }

  it.each(named(texts))('is refused as a revision: %s', (_name, revision) => refused({ revision }, 'input.revision'))
  it.each(named(['\'; DROP TABLE "Release"; --', '../x', '', 'x'.repeat(1e5), '\0']))(
    'is refused as an environment: %s',
    (_name, environmentId) => refused({ environmentId }, 'input.environmentId'),
  )
  it('is refused as a note', () => refused({ note: 'x'.repeat(3000) }, 'input.note'))
  it('is refused as a note with control characters', () => refused({ note: 'a\0b' }, 'input.note'))
  it.each(named(['', 'a\nb', 'x'.repeat(1000)]))('is refused as a clientId: %s', (_name, clientId) =>
    refused({ clientId }, 'input.clientId'),
  )

  it('names every bad field at once', async () => {
    const { viewer } = await seedEnvironment(house)
    const attempt = house.releases.createRelease(viewer, { environmentId: 'x', revision: '', note: '\0', clientId: '' })
    await expect(attempt).rejects.toMatchObject({
      extensions: {
        fields: ['input.environmentId', 'input.revision', 'input.note', 'input.clientId'].map((path) => ({ path })),
      },
    })
  })

  it('stores what is merely unusual as it is', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    for (const revision of ['$(id)', "it's", '`id`', '日本/枝', 'a"b', 'x;y', '😀']) {
      const { id } = await house.releases.createRelease(viewer, { environmentId, revision, note: revision })
      expect(await house.prisma.release.findUnique({ where: { id } })).toMatchObject({ revision, note: revision })
    }
  })

  it('says what is wrong with a revision that the repository does not have', () =>
    refused({ revision: 'missing' }, 'input.revision'))
})
