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

const approvalsOf = (id: string, state: 'GIVEN' | 'CONSUMED' = 'GIVEN') =>
  house.prisma.releaseApproval.count({ where: { release: { trainId: id }, state } })

it.each([0, 1, 2])('approves no car where car %i cannot be approved, and says which one that was', async (i) => {
  const approver = await seedViewer(house, 'OPERATOR')
  const id = await yard.make()
  const looked = await digestOf(id)
  await change(i, 'reboot')
  const [before, car] = [await house.log.head('activity'), (await yard.carsOf(id))[i]]
  await expect(house.trains.approveTrain(approver, id, { digest: looked })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(new RegExp(`^Car ${i + 1} of train #.*environment.restartCommand.*Nothing`)),
    extensions: { conflictsWith: { trainId: id, releaseId: car?.id } },
  })
  expect(await approvalsOf(id)).toBe(0)
  expect(await yard.statuses(id)).toEqual(Array(3).fill('WAITING_APPROVAL'))
  // That it waits for something else now is all that happened.
  expect(await house.log.head('activity')).toBe(before + 1)
})

it('approves no car where the time of one is over', async () => {
  const approver = await seedViewer(house, 'OPERATOR')
  const id = await yard.make()
  const last = (await yard.carsOf(id))[2]?.id ?? ''
  await house.prisma.release.update({ where: { id: last }, data: { approvalExpiresAt: new Date(0) } })
  const approved = house.trains.approveTrain(approver, id, { digest: await digestOf(id) })
  await expect(approved).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('nobody approved it in time'),
    extensions: { conflictsWith: { releaseId: last } },
  })
  expect(await approvalsOf(id)).toBe(0)
})

it('believes the database, not the session, about who may approve', async () => {
  const approver = await seedViewer(house, 'OPERATOR')
  const id = await yard.make()
  const digest = await digestOf(id)
  await house.prisma.user.update({ where: { id: approver.userId }, data: { role: 'VIEWER' } })
  await expect(house.trains.approveTrain(approver, id, { digest })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await approvalsOf(id)).toBe(0)
})

it('counts each of two who approve at once, once, and lets all cars go together', async () => {
  const two = { ...rule, required: 2 }
  await house.prisma.environment.updateMany({ where: { id: { in: yard.environmentIds } }, data: { approval: two } })
  const approvers = [await seedViewer(house, 'OPERATOR'), await seedViewer(house, 'OPERATOR')]
  const id = await yard.make()
  const digest = await digestOf(id)
  const wishes = [...approvers, ...approvers].map((each) => house.trains.approveTrain(each, id, { digest }))
  const ends = await Promise.allSettled(wishes)
  // A second wish of the same person finds the approval, or no car that waits any more.
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'CONFLICT' })
  expect(await yard.statuses(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
  expect(await approvalsOf(id)).toBe(6)
})

it('of two who approve at once where one is enough, one does', async () => {
  const approvers = [await seedViewer(house, 'OPERATOR'), await seedViewer(house, 'OPERATOR')]
  const id = await yard.make()
  const digest = await digestOf(id)
  const ends = await Promise.allSettled(approvers.map((each) => house.trains.approveTrain(each, id, { digest })))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await yard.statuses(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
  expect(await approvalsOf(id)).toBe(3)
})

it('is all or nothing while an environment changes under it', async () => {
  const approver = await seedViewer(house, 'OPERATOR')
  for (let round = 0; round < 6; round++) {
    const id = await yard.make()
    const digest = await digestOf(id)
    const [end] = await Promise.allSettled([
      house.trains.approveTrain(approver, id, { digest }),
      change(round % 3, `reboot ${round}`),
    ])
    const [given, statuses] = [await approvalsOf(id), await yard.statuses(id)]
    if (end?.status === 'fulfilled') {
      expect([given, statuses]).toEqual([3, ['QUEUED', 'QUEUED', 'QUEUED']])
      // What was approved is not what would run now: the train does not get past it.
      for (let before = 0; before < round % 3; before++) await yard.run()
      expect(await house.queue.claim('w')).toBeNull()
    } else {
      expect(end?.reason).toMatchObject({ code: 'CONFLICT' })
      expect([given, statuses]).toEqual([0, Array(3).fill('WAITING_APPROVAL')])
    }
    await house.prisma.train.updateMany({ data: { finishedAt: new Date() } })
    await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
  }
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
