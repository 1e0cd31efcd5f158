import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { createReleaseHouse, type ReleaseHouse } from '../../support/releases.ts'
import { openYard, type Yard } from '../../support/trains.ts'

// Real Postgres: workers and those who tend truly race there.
let postgres: TestPostgres
let database: Database
let house: ReleaseHouse
beforeAll(async () => {
  postgres = await startTestPostgres()
  database = await (await postgres.createDatabase()).open()
  house = await createReleaseHouse(database)
})
afterAll(async () => {
  house?.close()
  await database?.close()
  await postgres?.stop()
})

const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant('claim' as const) },
  { weight: 5, arbitrary: fc.constant('succeed' as const) },
  { weight: 1, arbitrary: fc.constantFrom('fail' as const, 'cancel car' as const, 'cancel train' as const) },
  { weight: 2, arbitrary: fc.constantFrom('die' as const, 'tend' as const) },
)
type Act = (typeof act extends fc.Arbitrary<infer T> ? T : never) & string

/** A car has begun only when all before it had succeeded, and two are never under way. */
async function assertOrder(yard: Yard, id: string): Promise<void> {
  const cars = await yard.carsOf(id)
  const begun = cars.filter((car) => car.startedAt !== null)
  expect(begun.map((car) => car.trainPosition)).toEqual(begun.map((_, i) => i + 1))
  expect(begun.slice(0, -1).every((car) => car.status === 'SUCCEEDED')).toBe(true)
}

function createWorkers(yard: Yard, trainId: string) {
  const claims: Claim[] = []
  const { queue, prisma, trains, releases } = house
  const end = async (status: 'SUCCEEDED' | 'FAILED') => {
    const claim = claims.pop()
    const row = claim && (await prisma.release.findUniqueOrThrow({ where: { id: claim.releaseId } }))
    if (claim && row) await yard.end(claim, row.status === 'CANCELLING' ? 'CANCELLED' : status)
  }
  const acts: Record<Act, () => Promise<unknown>> = {
    async claim() {
      // Several workers at once, and somebody who tends beside them.
      const taken = await Promise.all([queue.claim('a'), trains.tendTrains(), queue.claim('b'), queue.claim('c')])
      for (const claim of taken) if (claim && typeof claim === 'object') claims.push(claim)
      expect(claims.length).toBeLessThanOrEqual(1)
    },
    succeed: () => end('SUCCEEDED'),
    fail: () => end('FAILED'),
    async die() {
      const claim = claims.pop()
      if (claim) await prisma.release.update({ where: { id: claim.releaseId }, data: { leaseUntil: new Date(0) } })
    },
    tend: () => trains.tendTrains(),
    async 'cancel car'() {
      const waiting = (await yard.carsOf(trainId)).find((car) => car.status === 'QUEUED')
      if (waiting) await releases.cancelRelease(yard.viewer, waiting.id)
    },
    'cancel train': () =>
      trains.cancelTrain(yard.viewer, trainId).catch((error) => expect(error.code).toBe('CONFLICT')),
  }
  return { claims, acts }
}

/** Chance seldom comes far before it fails. */
const longWays: [Act[], number, 'ROLL_BACK'][] = [
  [['claim', 'succeed', 'claim', 'die', 'claim', 'succeed', 'claim', 'fail'], 4, 'ROLL_BACK'],
  [['claim', 'succeed', 'claim', 'succeed', 'claim', 'cancel train', 'die', 'claim', 'fail'], 4, 'ROLL_BACK'],
  [['claim', 'succeed', 'claim', 'succeed', 'cancel car', 'tend'], 3, 'ROLL_BACK'],
]

it('whatever happens to cars and workers: never out of order, nothing behind a failure, back in the opposite order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 24 }),
      fc.integer({ min: 2, max: 4 }),
      fc.constantFrom('STOP' as const, 'ROLL_BACK' as const),
      async (doings, size, onFailure) => {
        const yard = await openYard(house, size)
        await yard.before()
        const id = await yard.make({ onFailure })
        const { claims, acts } = createWorkers(yard, id)
        for (const doing of doings) {
          await acts[doing as Act]()
          await assertOrder(yard, id)
        }
        // From here on everything goes well, until nothing is left to do.
        for (let quiet = 0; quiet < 2; quiet++) {
          await acts.claim()
          if (claims.length > 0) quiet = -1
          await acts.succeed()
        }
        await assertEnd(yard, id, onFailure)
      },
    ),
    { numRuns: 12, examples: longWays },
  )
}, 240_000)

async function assertEnd(yard: Yard, id: string, onFailure: 'STOP' | 'ROLL_BACK') {
  await assertOrder(yard, id)
  const cars = await yard.carsOf(id)
  const succeeded = cars.filter((car) => car.status === 'SUCCEEDED')
  const { finishedAt, ways } = await yard.row(id)
  expect(finishedAt).not.toBeNull()
  const rest = cars.slice(succeeded.length)
  expect(rest.slice(1).every((car) => car.status === 'CANCELLED' && car.startedAt === null)).toBe(true)
  const goesBack = onFailure === 'ROLL_BACK' && rest.length > 0 && succeeded.length > 0
  expect(ways).toHaveLength(goesBack ? 1 : 0)
  if (!goesBack) return
  const back = await yard.carsOf(ways[0]?.id ?? '')
  expect(back.map((car) => car.environmentId)).toEqual(succeeded.map((car) => car.environmentId).reverse())
  await assertOrder(yard, ways[0]?.id ?? '')
  // The way back may have failed as well; then what stands is said as it is.
  const isBack = back.every((car) => car.status === 'SUCCEEDED')
  expect((await yard.statusOf(id)) === 'ROLLED_BACK').toBe(isBack)
}
