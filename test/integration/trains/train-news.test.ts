import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { News } from '../../../apps/api/src/modules/notifications/notification.events.ts'
import { messageOf } from '../../../apps/api/src/modules/notifications/wording/wording.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { seedHook } from '../../support/notifications.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment, seedViewer } from '../../support/releases.ts'
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
beforeEach(async () => {
  await house.prisma.train.updateMany({ data: { finishedAt: new Date() } })
  await house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } })
  yard = await openYard(house, 3)
})

const rule = {
  ...{ required: 2, approverIds: [] as string[], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: true },
}
const deliveries = (hookId: string) =>
  house.prisma.notificationDelivery.findMany({ where: { hookId }, orderBy: { id: 'asc' } })
const told = async (hookId: string) => (await deliveries(hookId)).map(({ event }) => event)
const about = async (hookId: string, kind: RegExp) => (await told(hookId)).filter((event) => kind.test(event))

it('is told of once when it waits, not car by car, and again only when what it would do has changed', async () => {
  // One needs two people, the others one: words that are given change who waits, not what is approved.
  for (const [i, environmentId] of yard.environmentIds.entries()) {
    const approval = { ...rule, required: i === 1 ? 2 : 1 }
    await house.prisma.environment.update({ where: { id: environmentId }, data: { approval } })
  }
  const hook = await seedHook(house, 'http://127.0.0.1:9/a')
  const old = await seedHook(house, 'http://127.0.0.1:9/b', { events: ['release.waiting_approval'] })
  const id = await yard.make()
  expect(await told(hook)).toEqual(['train.waiting_approval'])
  expect(await told(old)).toEqual(Array(3).fill('release.waiting_approval'))
  const [delivery] = await deliveries(hook)
  const news = delivery?.news as unknown as News
  expect(news).toMatchObject({
    train: { id, title: 'All together', kind: 'SHIP', cars: Array(3).fill({ status: 'WAITING_APPROVAL' }) },
  })
  const { number } = await yard.row(id)
  expect(messageOf('train.waiting_approval', news, 'en', 'https://x')).toMatchObject({
    title: `Train #${number} "All together" waits for approval`,
    link: { url: `https://x/trains/${id}` },
  })
  expect(messageOf('train.waiting_approval', news, 'zh', null).title).toBe(`列车 #${number}「All together」 等待审批`)

  const approve = async () => {
    const digest = (await house.trains.trainsNow([id])).get(id)?.digest ?? ''
    await house.trains.approveTrain(await seedViewer(house, 'OPERATOR'), id, { digest })
  }
  await approve()
  expect(await yard.statuses(id)).toEqual(['QUEUED', 'WAITING_APPROVAL', 'QUEUED'])
  expect(await about(hook, /waiting/)).toHaveLength(1)
  await approve()
  expect(await yard.statuses(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
  expect(await about(hook, /waiting/)).toHaveLength(1)

  await house.prisma.environment.update({
    where: { id: yard.environmentIds[0] ?? '' },
    data: { restartCommand: 'reboot' },
  })
  expect(await house.queue.claim('w')).toBeNull()
  expect(await about(hook, /waiting/)).toEqual(['train.waiting_approval', 'train.waiting_approval'])
})

it('is told of as it ended: succeeded, failed with what goes back, cancelled', async () => {
  await yard.before()
  const hook = await seedHook(house, 'http://127.0.0.1:9/a')
  const trainsOnly = (list: string[]) => list.filter((event) => event.startsWith('train.'))
  await yard.make()
  for (let i = 0; i < 3; i++) await yard.run()
  await Promise.all([house.trains.tendTrains(), house.trains.tendTrains()])
  expect(trainsOnly(await told(hook))).toEqual(['train.succeeded'])
  expect(await about(hook, /^release.succeeded/)).toHaveLength(3)

  const bad = await yard.make({ onFailure: 'ROLL_BACK' })
  await yard.run()
  await yard.run('FAILED')
  await house.trains.tendTrains()
  await yard.run()
  await house.trains.tendTrains()
  expect(trainsOnly(await told(hook))).toEqual(['train.succeeded', 'train.failed', 'train.rolled_back'])
  const [, failed, back] = (await deliveries(hook)).filter(({ event }) => event.startsWith('train.'))
  expect(failed?.news).toMatchObject({
    train: { failure: expect.stringContaining('failed'), cars: [{ status: 'SUCCEEDED' }, { status: 'FAILED' }, {}] },
  })
  expect(back?.news).toMatchObject({ train: { kind: 'ROLLBACK', originNumber: (await yard.row(bad)).number } })

  const stopped = await yard.make()
  await house.trains.cancelTrain(yard.viewer, stopped)
  expect(trainsOnly(await told(hook)).at(-1)).toBe('train.cancelled')
})

it('is heard of by hooks of every project that it goes to, and by no other', async () => {
  const projectOf = (i: number) =>
    house.prisma.environment.findUniqueOrThrow({ where: { id: yard.environmentIds[i] ?? '' } })
  const other = await seedEnvironment(house)
  const last = await seedHook(house, 'http://127.0.0.1:9/a', { projectId: (await projectOf(2)).projectId })
  const foreign = await seedHook(house, 'http://127.0.0.1:9/b', { projectId: other.project.id })
  const id = await yard.make()
  await house.trains.cancelTrain(yard.viewer, id)
  expect(await about(last, /^train/)).toEqual(['train.cancelled'])
  expect(await told(foreign)).toEqual([])
  const [{ news } = { news: null }] = (await deliveries(last)).filter(({ event }) => event === 'train.cancelled')
  expect(news).toMatchObject({ project: null, environment: null })
})
