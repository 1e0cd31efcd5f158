import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resealVariables } from '../../../apps/api/src/modules/environments/variables.rotation.ts'
import { createVariables } from '../../../apps/api/src/modules/environments/variables.ts'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import { createSecretBox } from '../../../apps/api/src/platform/secrets/secret-box.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment, seedViewer } from '../../support/releases.ts'

const rule = {
  ...{ required: 1, approverIds: [], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: false },
}
const [former, newest] = [randomBytes(32), randomBytes(32)]
const [before, both] = [createSecretBox([former]), createSecretBox([newest, former])]
let database: Awaited<ReturnType<typeof openTestDatabase>>
let house: ReleaseHouse
let approver: Viewer

beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
  approver = await seedViewer(house, 'OPERATOR')
})
afterAll(async () => {
  house?.close()
  await database?.close()
})

/** An environment that asks for approval, with a secret sealed under the former key. */
async function scene() {
  await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
  const { viewer, environmentId } = await seedEnvironment(house, { servers: 1 })
  await house.prisma.environment.update({ where: { id: environmentId }, data: { approval: rule } })
  const save = (value: string, secrets = before) =>
    house.log.transaction((tx) => {
      const list = [{ name: 'TOKEN', value, secret: true }]
      return createVariables({ prisma: house.prisma, secrets }).replaceVariables(
        tx,
        viewer,
        environmentId,
        list,
        'variables',
      )
    })
  await save('hush')
  const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
  const { approvalDigest } = await house.prisma.release.findUniqueOrThrow({ where: { id } })
  await house.releases.approveRelease(approver, id, { digest: approvalDigest ?? '' })
  const sealed = async () =>
    (await house.prisma.environmentVariable.findFirstOrThrow({ where: { environmentId, until: null } })).sealed
  return { id, environmentId, save, sealed }
}
const rotate = () => house.prisma.$transaction((db) => resealVariables(db, both.reseal))
const claimed = async () => (await house.queue.claim('w'))?.releaseId ?? null

it('an approval outlives a change of the master key: the values are the same', async () => {
  const { id, sealed } = await scene()
  const old = await sealed()
  expect(await rotate()).toBeGreaterThan(0)
  expect(await sealed()).not.toBe(old)
  expect(await claimed()).toBe(id)
})

it('and a secret that is changed and changed back, or saved again after the change of the key', async () => {
  const { id, save } = await scene()
  await save('other')
  await save('hush')
  await rotate()
  await save('hush', both)
  expect(await claimed()).toBe(id)
})

it('but no other value, whichever key it is sealed under', async () => {
  const { id, save } = await scene()
  await rotate()
  await save('other', both)
  expect(await claimed()).toBeNull()
  expect(await house.prisma.release.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'WAITING_APPROVAL' })
})
