import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment, seedViewer } from '../../support/releases.ts'
import { openYard } from '../../support/trains.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}
const rule = {
  ...{ required: 1, approverIds: [] as string[], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: true },
}

describe.each(Object.entries(kinds))('trains, %s', (_kind, open) => {
  let database: Database
  let house: ReleaseHouse
  beforeAll(async () => {
    database = await open()
    house = await createReleaseHouse(database)
  })
  afterAll(async () => {
    house?.close()
    await database?.close()
  })
  beforeEach(async () => {
    await house.prisma.train.updateMany({ data: { finishedAt: new Date() } })
    await house.prisma.release.updateMany({
      where: { finishedAt: null },
      data: { status: 'FAILED', finishedAt: new Date() },
    })
  })
  const holdsOf = async (ids: string[]) => {
    const holds = await house.releases.holdsNow(ids)
    return ids.map((id) => holds.get(id)?.kind ?? null)
  }

  it('begins each car once the one before it has succeeded, and says what it waits for', async () => {
    const yard = await openYard(house, 3)
    const id = await yard.make()
    const cars = await yard.carsOf(id)
    const ids = cars.map((car) => car.id)
    expect(cars.map((car) => [car.trainPosition, car.environmentId])).toEqual(
      yard.environmentIds.map((environmentId, i) => [i + 1, environmentId]),
    )
    expect(await holdsOf(ids)).toEqual([null, 'TRAIN', 'TRAIN'])
    expect((await house.releases.holdsNow(ids)).get(ids[1] ?? '')?.reason).toContain(
      `Waits for #${cars[0]?.number} of `,
    )
    for (const expected of ids) {
      const claim = await house.queue.claim('w')
      expect(claim?.releaseId).toBe(expected)
      expect(await house.queue.claim('other')).toBeNull()
      expect(await yard.statusOf(id)).toBe('RUNNING')
      if (claim) await yard.end(claim, 'SUCCEEDED')
    }
    expect(await yard.statusOf(id)).toBe('SUCCEEDED')
    await house.trains.tendTrains()
    expect((await yard.row(id)).finishedAt).not.toBeNull()
  })

  it('cancels what comes behind a car that failed, and with STOP leaves what succeeded', async () => {
    const yard = await openYard(house, 3)
    await yard.before()
    const id = await yard.make()
    await yard.run()
    await yard.run('FAILED')
    // Nobody has looked yet: the rows alone hold the third one back.
    expect(await house.queue.claim('w')).toBeNull()
    await house.trains.tendTrains()
    expect(await yard.statuses(id)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED'])
    expect(await yard.statusOf(id)).toBe('FAILED')
    const [, second, third] = await yard.carsOf(id)
    expect(third?.failure).toContain(`Release #${second?.number} of `)
    expect((await yard.row(id)).ways).toEqual([])
    expect(await house.queue.claim('w')).toBeNull()
  })

  it('with ROLL_BACK puts back what succeeded, the last car first, and by one train however many look', async () => {
    const yard = await openYard(house, 4)
    await yard.before()
    const before = await Promise.all(
      yard.environmentIds.map((id) => house.prisma.environment.findUniqueOrThrow({ where: { id } })),
    )
    const id = await yard.make({ onFailure: 'ROLL_BACK' })
    await yard.run()
    await yard.run()
    await yard.run('FAILED')
    await Promise.all(Array.from({ length: 4 }, () => house.trains.tendTrains()))
    const { ways, failure } = await yard.row(id)
    expect(failure).toContain('failed')
    expect(ways).toHaveLength(1)
    const back = ways[0]?.id ?? ''
    const cars = await yard.carsOf(back)
    expect(cars.map((car) => [car.kind, car.environmentId, car.originId])).toEqual([
      ['ROLLBACK', yard.environmentIds[1], before[1]?.liveReleaseId],
      ['ROLLBACK', yard.environmentIds[0], before[0]?.liveReleaseId],
    ])
    expect(await yard.run()).toBe(cars[0]?.id)
    expect(await yard.run()).toBe(cars[1]?.id)
    await house.trains.tendTrains()
    expect(await yard.statusOf(back)).toBe('SUCCEEDED')
    expect(await yard.statusOf(id)).toBe('ROLLED_BACK')
  })

  it('goes on where its creation broke off, by whoever finds it, and begins nothing before', async () => {
    const yard = await openYard(house, 3)
    const input = yard.input({ clientId: 'once' })
    const id = await yard.make({ clientId: 'once' })
    // As if the process had died behind the first car.
    const [first, ...rest] = await yard.carsOf(id)
    const drafts = await draftsOf(id)
    await house.prisma.release.deleteMany({ where: { id: { in: rest.map((car) => car.id) } } })
    await house.prisma.train.update({ where: { id }, data: { state: 'PREPARING', drafts } })
    expect(await house.queue.claim('w')).toBeNull()
    expect(await yard.statusOf(id)).toBe('PREPARING')
    expect(await holdsOf([first?.id ?? ''])).toEqual(['TRAIN'])
    await Promise.all([
      house.trains.createTrain(yard.viewer, input),
      house.trains.tendTrains(),
      house.trains.tendTrains(),
    ])
    expect((await yard.carsOf(id)).map((car) => car.trainPosition)).toEqual([1, 2, 3])
    expect((await yard.carsOf(id))[0]?.id).toBe(first?.id)
    expect(await yard.run()).toBe(first?.id)
  })

  /** What a train of the same cars would have written down. */
  async function draftsOf(trainId: string) {
    const cars = await house.prisma.release.findMany({ where: { trainId }, orderBy: { trainPosition: 'asc' } })
    return cars.map(({ environmentId, snapshot, commitSubject, commitAuthor }) => ({
      ...{ environmentId, done: 'started' },
      draft: { snapshot, directory: null, commitSubject, commitAuthor, buildId: null, originId: null, note: null },
    })) as object[]
  }

  it('is one train for one clientId, however often and at once it is asked for', async () => {
    const yard = await openYard(house, 2)
    const asked = await Promise.all(Array.from({ length: 6 }, () => yard.make({ clientId: 'same' })))
    expect(new Set(asked).size).toBe(1)
    expect(await yard.carsOf(asked[0] ?? '')).toHaveLength(2)
    await expect(yard.make({ clientId: 'same', title: 'Another' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('stores nothing when a car is wrong, and names every one that is', async () => {
    const yard = await openYard(house, 3)
    const empty = await seedEnvironment(house, { servers: 0 })
    const [a, b] = yard.environmentIds
    const cars = [
      { environmentId: a ?? '', revision: 'v2' },
      { environmentId: b ?? '', revision: 'missing' },
      { environmentId: yard.environmentIds[2] ?? '', buildId: '00000000-0000-7000-8000-000000000000' },
    ]
    const counts = () => Promise.all([house.prisma.release.count(), house.prisma.train.count()])
    const before = await counts()
    await expect(yard.make({ cars })).rejects.toMatchObject({
      extensions: { fields: [{ path: 'input.cars.1.revision' }, { path: 'input.cars.2.buildId' }] },
    })
    const unknown = { environmentId: '00000000-0000-7000-8000-000000000000', revision: 'v2' }
    await expect(
      yard.make({ cars: [unknown, { environmentId: empty.environmentId, revision: 'v2' }] }),
    ).rejects.toMatchObject({
      extensions: { fields: [{ path: 'input.cars.0.environmentId' }, { path: 'input.cars.1.environmentId' }] },
    })
    const twice = { environmentId: a ?? '', revision: 'v2' }
    await expect(yard.make({ cars: [twice, twice] })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    const production = await openYard(house, 2, { kind: 'PRODUCTION' })
    const developer = await seedViewer(house, 'DEVELOPER')
    await expect(house.trains.createTrain(developer, production.input())).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await house.prisma.environment.update({
      where: { id: b ?? '' },
      data: { lockReason: 'audit', lockedAt: new Date() },
    })
    await expect(yard.make()).rejects.toMatchObject({ code: 'LOCKED' })
    expect(await counts()).toEqual(before)
  })

  it('waits as a whole until every car is approved; one word is enough, bound to what all of them do', async () => {
    const yard = await openYard(house, 3)
    const approver = await seedViewer(house, 'OPERATOR')
    const needs = async (i: number) =>
      house.prisma.environment.update({ where: { id: yard.environmentIds[i] ?? '' }, data: { approval: rule } })
    await needs(1)
    await needs(2)
    const id = await yard.make()
    const digest = async () => (await house.trains.trainsNow([id])).get(id)?.digest ?? ''
    expect(await yard.statusOf(id)).toBe('WAITING_APPROVAL')
    expect(await house.queue.claim('w')).toBeNull()
    const approve = async (who = approver, with_ = '') =>
      house.trains.approveTrain(who, id, { digest: with_ || (await digest()), comment: 'Go' })
    await expect(approve(yard.viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(approve(approver, 'a'.repeat(64))).rejects.toMatchObject({ code: 'CONFLICT' })
    await approve()
    expect(await yard.statuses(id)).toEqual(['QUEUED', 'QUEUED', 'QUEUED'])
    await expect(approve()).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await yard.run()).not.toBeNull()
    // What the second car would do has changed: the train stops there until somebody has looked again.
    const old = await digest()
    await house.prisma.environment.update({
      where: { id: yard.environmentIds[1] ?? '' },
      data: { restartCommand: 'reboot' },
    })
    expect(await house.queue.claim('w')).toBeNull()
    expect(await yard.statuses(id)).toEqual(['SUCCEEDED', 'WAITING_APPROVAL', 'QUEUED'])
    expect(await house.queue.claim('w')).toBeNull()
    await expect(approve(approver, old)).rejects.toMatchObject({ code: 'CONFLICT' })
    await approve()
    await yard.run()
    await yard.run()
    expect(await yard.statusOf(id)).toBe('SUCCEEDED')
  })

  it('ends when it is rejected', async () => {
    const yard = await openYard(house, 2)
    await house.prisma.environment.update({ where: { id: yard.environmentIds[1] ?? '' }, data: { approval: rule } })
    const id = await yard.make()
    const developer = await seedViewer(house, 'DEVELOPER')
    await expect(house.trains.rejectTrain(developer, id, 'No')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await house.trains.rejectTrain(await seedViewer(house, 'OPERATOR'), id, 'Not today')
    expect(await yard.statuses(id)).toEqual(['CANCELLED', 'CANCELLED'])
    expect(await yard.statusOf(id)).toBe('CANCELLED')
  })

  it('is cancelled with the car that runs, and what succeeded goes back when that is wished', async () => {
    const yard = await openYard(house, 3)
    await yard.before()
    const id = await yard.make()
    await yard.run()
    const claim = await house.queue.claim('w')
    await house.trains.cancelTrain(yard.viewer, id, { rollBack: true })
    expect(await yard.statuses(id)).toEqual(['SUCCEEDED', 'CANCELLING', 'CANCELLED'])
    expect(claim && (await house.queue.renew(claim))).toMatchObject({ cancelRequested: true, rollsBack: true })
    expect((await yard.row(id)).ways).toEqual([])
    await expect(house.trains.rollBackTrain(yard.viewer, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    if (claim) await yard.end(claim, 'CANCELLED')
    await house.trains.tendTrains()
    const back = (await yard.row(id)).ways[0]?.id ?? ''
    expect((await yard.carsOf(back)).map((car) => car.environmentId)).toEqual([yard.environmentIds[0]])
    await expect(house.trains.cancelTrain(yard.viewer, id)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is rolled back as one, unless a place has moved on since', async () => {
    const yard = await openYard(house, 3)
    await yard.before()
    const id = await yard.make()
    await expect(house.trains.rollBackTrain(yard.viewer, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    for (let i = 0; i < 3; i++) await yard.run()
    const { id: back } = await house.trains.rollBackTrain(yard.viewer, id)
    expect((await yard.carsOf(back)).map((car) => car.environmentId)).toEqual([...yard.environmentIds].reverse())
    await expect(house.trains.rollBackTrain(yard.viewer, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    for (let i = 0; i < 3; i++) await yard.run()
    await house.trains.tendTrains()
    expect(await yard.statusOf(id)).toBe('ROLLED_BACK')
    const again = await yard.make()
    for (let i = 0; i < 3; i++) await yard.run()
    await house.releases.createRelease(yard.viewer, { environmentId: yard.environmentIds[1] ?? '', revision: 'v3' })
    await yard.run()
    await expect(house.trains.rollBackTrain(yard.viewer, again)).rejects.toThrow(/has moved on: #\d+ is live there/)
  })

  it('stops when an environment is removed before all of its releases are there', async () => {
    const yard = await openYard(house, 2)
    const id = await yard.make()
    const drafts = await draftsOf(id)
    const [, second] = await yard.carsOf(id)
    await house.prisma.release.delete({ where: { id: second?.id ?? '' } })
    await house.prisma.train.update({ where: { id }, data: { state: 'PREPARING', drafts } })
    await house.prisma.environment.delete({ where: { id: yard.environmentIds[1] ?? '' } })
    await house.trains.tendTrains()
    expect(await yard.statuses(id)).toEqual(['CANCELLED'])
    expect(await yard.row(id)).toMatchObject({ state: 'STOPPED', failure: expect.stringContaining('removed') })
  })
})
