import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createBuildStores } from '../../../apps/api/src/modules/builds/build-stores.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

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
beforeEach(async () => {
  await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
  await house.prisma.buildStore.deleteMany()
})

const sha256 = 'b'.repeat(64)
const stores = () => createBuildStores(house)
const tell = (id: string, hashes: string[]) => stores().tell({ id, name: id, inventory: async () => hashes })
const silence = (id: string) => house.prisma.buildStore.update({ where: { id }, data: { seenAt: new Date(0) } })

/** A release that promotes a build which lies on the disk `b` alone. */
async function promote() {
  const { viewer, environmentId, project } = await seedEnvironment(house, { servers: 1 })
  const facts = { commit: 'c'.repeat(40), cacheKey: 'key', sha256, sizeBytes: 10n, fileCount: 1 }
  const build = await house.prisma.build.create({ data: { projectId: project.id, ...facts } })
  await Promise.all([tell('a', []), tell('b', [sha256])])
  return house.releases.promoteBuild(viewer, { buildId: build.id, environmentId })
}

it('gives a promotion to the worker that has the build, as long as it lives', async () => {
  const { id } = await promote()
  expect(await house.queue.claim('worker', 'a')).toBeNull()
  expect(await house.queue.claim('worker', 'b')).toMatchObject({ releaseId: id, storeId: 'b' })
})

it('leaves a promotion to anybody when the worker that has the build is gone', async () => {
  const { id } = await promote()
  await silence('b')
  expect(await house.queue.claim('worker', 'a')).toMatchObject({ releaseId: id })
})

it('hands a release on to the worker that has its build, and takes one over from the dead at once', async () => {
  const { id } = await promote()
  await silence('b')
  const claim = await house.queue.claim('worker', 'a')
  await tell('b', [sha256])
  if (claim) await house.queue.handOver(claim)
  expect(await house.queue.claim('worker', 'a')).toBeNull()
  expect(await house.queue.claim('other', 'b')).toMatchObject({ releaseId: id })
  await house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })
  expect(await house.queue.claim('worker', 'a')).toMatchObject({ releaseId: id })
})

it('believes what a worker tells of its disk, and nobody who is looked up in vain', async () => {
  await Promise.all([tell('a', [sha256]), tell('b', [sha256])])
  expect(await stores().kept([sha256, 'other'])).toEqual(new Set([sha256]))
  // `a` looked for it and did not find it: `b` has it; then `b` finds nothing either, and is not sent back.
  expect(await stores().elsewhere('a', sha256)).toBe(true)
  expect(await stores().elsewhere('b', sha256)).toBe(false)
  expect(await stores().kept([sha256])).toEqual(new Set())
  await tell('b', [sha256])
  await tell('b', [])
  expect(await stores().kept([sha256])).toEqual(new Set())
})

it('refuses a promotion when nobody has the build', async () => {
  const { id } = await promote()
  const release = await house.prisma.release.findUniqueOrThrow({ where: { id }, include: { createdBy: true } })
  await tell('b', [])
  const { environmentId, buildId, createdBy } = release
  const viewer = { ...createdBy, userId: createdBy.id, sessionId: null, apiTokenId: null }
  await expect(house.releases.promoteBuild(viewer, { buildId: buildId ?? '', environmentId })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('not in the cache of any worker'),
  })
})
