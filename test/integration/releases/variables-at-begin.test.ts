import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { ReleaseChange } from '../../../apps/api/src/modules/releases/release.events.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment, seedViewer } from '../../support/releases.ts'

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

/** A new version of the variables, as saving them makes one. */
const change = (id: string) =>
  house.prisma.environment.update({ where: { id }, data: { variablesVersion: { increment: 1 } } })
const versionOf = async (claim: Claim) => (await house.runs.load(claim)).snapshot.variablesVersion
async function begin(releaseId: string, owner = 'a') {
  const claim = await house.queue.claim(owner)
  expect(claim?.releaseId).toBe(releaseId)
  return claim as Claim
}
const told = async (id: string) =>
  (await house.log.read(`release:${id}`, { after: 0, limit: 50 })).map((e) => (e.payload as ReleaseChange).message)

it('a scheduled release runs with the variables of the moment when it begins, and keeps them', async () => {
  const { viewer, environmentId } = await seedEnvironment(house)
  const scheduledAt = new Date(Date.now() + 3_600_000)
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main', scheduledAt })
  await change(environmentId)
  await change(environmentId)
  await house.prisma.release.update({ where: { id }, data: { scheduledAt: new Date(0) } })
  expect(await house.queue.releaseDue()).toBe(1)
  const claim = await begin(id)
  expect(await versionOf(claim)).toBe(2)
  expect(await told(id)).toContain('Variables were changed while it waited: it runs with version 2, not 0.')

  // It runs: what is changed now is for the next one, also when another worker goes on, and for those servers that failed.
  await change(environmentId)
  await house.queue.handOver(claim)
  const heir = await begin(id, 'b')
  expect(await versionOf(heir)).toBe(2)
  await house.prisma.releaseTarget.updateMany({ where: { releaseId: id }, data: { status: 'FAILED' } })
  await house.runs.conclude(heir, { status: 'FAILED', failure: 'web-1: exit 1' })
  const again = await begin((await house.releases.retryRelease(viewer, id)).id)
  expect(await versionOf(again)).toBe(2)
  await house.runs.conclude(again, { status: 'CANCELLED', failure: null })
})

it('what is approved covers them: a change asks again, and then the newest run', async () => {
  const { viewer, environmentId } = await seedEnvironment(house)
  const approver = await seedViewer(house, 'OPERATOR')
  const approval = {
    ...{ required: 1, approverIds: [], approverRole: 'OPERATOR', selfApproval: false },
    ...{ expiresMinutes: 60, rollBackExempt: false },
  }
  await house.prisma.environment.update({ where: { id: environmentId }, data: { approval } })
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  const row = () => house.prisma.release.findUniqueOrThrow({ where: { id } })
  const approve = async () =>
    house.releases.approveRelease(approver, id, { digest: (await row()).approvalDigest ?? '' })
  await approve()
  await change(environmentId)
  const token = { environmentId, name: 'TOKEN', secret: true, sealed: 'new', since: 1 }
  await house.prisma.environmentVariable.create({ data: token })
  expect(await house.queue.claim('a')).toBeNull()
  expect(await row()).toMatchObject({ status: 'WAITING_APPROVAL' })
  expect(JSON.stringify((await row()).approvalDrift)).toContain('TOKEN')
  await approve()
  expect(await versionOf(await begin(id))).toBe(1)
})
