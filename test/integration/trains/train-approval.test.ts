import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, type ReleaseHouse, seedViewer } from '../../support/releases.ts'
import { openYard, type Yard } from '../../support/trains.ts'

let database: Database
let house: ReleaseHouse
let yard: Yard
beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
})
afterAll(async () => {
  house?.close()
  await database?.close()
})

const rule = {
  ...{ required: 1, approverIds: [] as string[], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: true },
}
beforeEach(async () => {
  await house.prisma.train.updateMany({ data: { finishedAt: new Date() } })
  await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
  yard = await openYard(house, 3)
  await house.prisma.environment.updateMany({ where: { id: { in: yard.environmentIds } }, data: { approval: rule } })
})

const change = (i: number, restartCommand: string) =>
  house.prisma.environment.update({ where: { id: yard.environmentIds[i] ?? '' }, data: { restartCommand } })
const digestOf = async (id: string) => (await house.trains.trainsNow([id])).get(id)?.digest ?? ''
const driftsOf = async (id: string) =>
  (await yard.carsOf(id)).map(({ approvalDrift }) => (approvalDrift ?? []) as { field: string }[])

it('stands once among what waits for somebody, beside releases of their own', async () => {
  const approver = await seedViewer(house, 'OPERATOR')
  const first = await yard.make()
  const alone = await house.releases.createRelease(yard.viewer, {
    environmentId: yard.environmentIds[0] ?? '',
    revision: 'v3',
  })
  const second = await yard.make()
  const ids = async (id: string) => (await yard.carsOf(id)).map((car) => car.id)
  const [a, b] = [await ids(first), await ids(second)]
  expect(await house.releases.myApprovals(approver)).toEqual([a[0], alone.id, b[0]])
  // The word about one car is given: the next one stands for the train.
  const { approvalDigest } = await house.prisma.release.findUniqueOrThrow({ where: { id: a[0] ?? '' } })
  await house.releases.approveRelease(approver, a[0] ?? '', { digest: approvalDigest ?? '' })
  expect(await house.releases.myApprovals(approver)).toEqual([a[1], alone.id, b[0]])
  await house.trains.approveTrain(approver, first, { digest: await digestOf(first) })
  expect(await house.releases.myApprovals(approver)).toEqual([alone.id, b[0]])
})

it('is not approved when an environment changed meanwhile: the difference is kept, nothing begins on half a word', async () => {
  const approver = await seedViewer(house, 'OPERATOR')
  const id = await yard.make()
  const looked = await digestOf(id)
  await change(1, 'reboot')
  await expect(house.trains.approveTrain(approver, id, { digest: looked })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await driftsOf(id)).map((drift) => drift.map(({ field }) => field))).toEqual([
    [],
    ['environment.restartCommand'],
    [],
  ])
  expect((await driftsOf(id))[1]).toMatchObject([{ after: 'reboot' }])
  expect(await house.queue.claim('w')).toBeNull()
  await expect(house.trains.approveTrain(approver, id, { digest: looked })).rejects.toMatchObject({ code: 'CONFLICT' })
  await house.trains.approveTrain(approver, id, { digest: await digestOf(id) })
  for (let i = 0; i < 3; i++) await yard.run()
  expect(await yard.statusOf(id)).toBe('SUCCEEDED')
})

it.each([0, 2])(
  'loses its approval when the environment of car %i changed after it, and says what changed',
  async (i) => {
    const approver = await seedViewer(house, 'OPERATOR')
    const id = await yard.make()
    const looked = await digestOf(id)
    await house.trains.approveTrain(approver, id, { digest: looked })
    expect(await yard.statuses(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
    await change(i, 'reboot')
    for (let before = 0; before < i; before++) await yard.run()
    expect(await house.queue.claim('w')).toBeNull()
    expect((await yard.statuses(id))[i]).toBe('WAITING_APPROVAL')
    expect((await driftsOf(id))[i]).toMatchObject([{ field: 'environment.restartCommand', after: 'reboot' }])
    expect(await yard.statusOf(id)).toBe('WAITING_APPROVAL')
    expect(await digestOf(id)).not.toBe(looked)
    const car = (await yard.carsOf(id))[i]
    expect(await house.releases.myApprovals(approver)).toEqual([car?.id])
    await house.trains.approveTrain(approver, id, { digest: await digestOf(id) })
    for (let left = i; left < 3; left++) await yard.run()
    expect(await yard.statusOf(id)).toBe('SUCCEEDED')
  },
)
