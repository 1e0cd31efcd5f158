import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { releaseMayBecome } from '../../../apps/api/src/engine/release-states.ts'
import type { ReleaseStatus } from '../../../apps/api/src/engine/types.ts'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

// Both databases: the embedded one has a single connection, only Postgres lets workers truly race.
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}

describe.each(Object.entries(kinds))('%s', (kind, open) => {
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

  const statusOf = async (id: string) => (await house.prisma.release.findUniqueOrThrow({ where: { id } })).status
  const succeed = (claim: Claim) => house.runs.conclude(claim, { status: 'SUCCEEDED', failure: null })
  const claimed = async (owner = 'w') => {
    const claim = await house.queue.claim(owner)
    if (!claim) throw new Error('nothing to claim')
    return claim
  }
  const expire = (id: string) => house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })

  /** Ends everything, so that each test begins with an empty queue. */
  async function clear() {
    await house.prisma.release.updateMany({
      where: { finishedAt: null },
      data: { status: 'FAILED', finishedAt: new Date() },
    })
  }

  describe('the queue', () => {
    it('hands out one release per environment, the oldest first, and shows positions', async () => {
      await clear()
      const { viewer, environmentId } = await seedEnvironment(house)
      const ship = () => house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      const [first, second, third] = [await ship(), await ship(), await ship()]
      const positions = await house.releases.queuePositions([first.id, second.id, third.id])
      expect([first, second, third].map(({ id }) => positions.get(id))).toEqual([1, 2, 3])
      const claim = await claimed()
      expect(claim).toMatchObject({ releaseId: first.id, attempt: 1, status: 'RUNNING' })
      expect(await house.queue.claim('other')).toBeNull()
      expect((await house.releases.queues([environmentId])).get(environmentId)).toEqual([first.id, second.id, third.id])
      await succeed(claim)
      const next = await claimed()
      expect(next.releaseId).toBe(second.id)
      expect(next.fence).toBeGreaterThan(claim.fence)
      expect((await house.releases.queuePositions([third.id])).get(third.id)).toBe(1)
    })

    it('survives a race of twenty workers: one claim per environment', async () => {
      await clear()
      const environments = await Promise.all([1, 2, 3].map(() => seedEnvironment(house)))
      for (const { viewer, environmentId } of environments) {
        for (let n = 0; n < 3; n++) await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      }
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => house.queue.claim(`worker-${n}`)))
      const won = claims.filter((claim) => claim !== null)
      expect(new Set(won.map((claim) => claim.environmentId)).size).toBe(won.length)
      expect(won).toHaveLength(3)
    })

    it('runs everything once, and never two in one environment, while ten workers claim and end side by side', async () => {
      await clear()
      const environments = await Promise.all([1, 2, 3].map(() => seedEnvironment(house)))
      for (const { viewer, environmentId } of environments) {
        for (let n = 0; n < 4; n++) await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      }
      const running = new Set<string>()
      const ran: string[] = []
      const work = async (owner: string) => {
        while (ran.length < 12) {
          const claim = await house.queue.claim(owner)
          if (!claim) continue
          expect(running).not.toContain(claim.environmentId)
          running.add(claim.environmentId)
          ran.push(claim.releaseId)
          await house.prisma.release.count()
          running.delete(claim.environmentId)
          await succeed(claim)
        }
      }
      await Promise.all(Array.from({ length: 10 }, (_, n) => work(`worker-${n}`)))
      expect(new Set(ran).size).toBe(12)
    })

    it('says in figures how much waits and runs', async () => {
      await clear()
      const nothing = { queued: 0, running: 0, leasesLost: 0, oldestQueuedSeconds: 0 }
      expect(await house.releases.queueFigures()).toEqual(nothing)
      const { viewer, environmentId } = await seedEnvironment(house)
      const [first, second] = [1, 2].map(() =>
        house.releases.createRelease(viewer, { environmentId, revision: 'main' }),
      )
      await Promise.all([first, second])
      const claim = await claimed()
      await house.prisma.release.updateMany({
        where: { environmentId, status: 'QUEUED' },
        data: { createdAt: new Date(Date.now() - 60_000) },
      })
      const figures = await house.releases.queueFigures()
      expect(figures).toMatchObject({ queued: 1, running: 1, leasesLost: 0 })
      expect(Math.abs(figures.oldestQueuedSeconds - 60)).toBeLessThan(20)
      await expire(claim.releaseId)
      expect(await house.releases.queueFigures()).toMatchObject({ running: 1, leasesLost: 1 })
    })

    it('gives a release whose lease ended to the next worker, and nothing to the one that lost it', async () => {
      await clear()
      const { viewer, environmentId } = await seedEnvironment(house)
      const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      const dead = await claimed('dead')
      expect(await house.queue.renew(dead)).toEqual({
        held: true,
        cancelRequested: false,
        rollsBack: false,
        controlHead: 0,
      })
      await expire(id)
      const heir = await claimed('heir')
      expect(heir).toMatchObject({ releaseId: id, attempt: 2, status: 'RUNNING' })
      expect(await house.queue.renew(dead)).toMatchObject({ held: false })
      await expect(succeed(dead)).rejects.toThrow('Another worker')
      await house.queue.handOver(dead)
      expect(await house.queue.claim('third')).toBeNull()
      await house.queue.handOver(heir)
      expect(await claimed('third')).toMatchObject({ releaseId: id, attempt: 2 })
    })

    it('leaves what is queued alone while a person has locked the environment', async () => {
      await clear()
      const { viewer, environmentId } = await seedEnvironment(house)
      const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      const lock = (lockedUntil: Date | null) =>
        house.prisma.environment.update({ where: { id: environmentId }, data: { lockReason: 'Audit', lockedUntil } })
      await lock(null)
      expect(await house.queue.claim('w')).toBeNull()
      await lock(new Date(0))
      expect(await claimed()).toMatchObject({ releaseId: id })
    })

    it('cancels what waits at once, tells a worker about what runs, and refuses what has ended', async () => {
      await clear()
      const { viewer, environmentId } = await seedEnvironment(house)
      const ship = () => house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      const [running, waiting] = [await ship(), await ship()]
      const claim = await claimed()
      await house.releases.cancelRelease(viewer, waiting.id)
      await house.releases.cancelRelease(viewer, waiting.id)
      expect(await statusOf(waiting.id)).toBe('CANCELLED')
      expect(await house.prisma.step.count({ where: { releaseId: waiting.id, status: { not: 'CANCELLED' } } })).toBe(0)
      await house.releases.cancelRelease(viewer, running.id)
      await house.releases.cancelRelease(viewer, running.id)
      expect(await statusOf(running.id)).toBe('CANCELLING')
      expect(await house.queue.renew(claim)).toEqual({
        held: true,
        cancelRequested: true,
        rollsBack: false,
        controlHead: 0,
      })
      await house.runs.conclude(claim, { status: 'CANCELLED', failure: 'Cancelled.' })
      await house.releases.cancelRelease(viewer, running.id)
      const done = await ship()
      await succeed(await claimed())
      await expect(house.releases.cancelRelease(viewer, done.id)).rejects.toMatchObject({ code: 'CONFLICT' })
    })
  })

  describe('any sequence of verbs', () => {
    type Verb =
      | 'ship'
      | 'schedule'
      | 'due'
      | 'claim'
      | 'die'
      | 'cancel'
      | 'succeed'
      | 'fail'
      | 'handOver'
      | 'retry'
      | 'rollBack'
    const verbs: Verb[] = [
      'ship',
      'schedule',
      'due',
      'claim',
      'die',
      'cancel',
      'succeed',
      'fail',
      'handOver',
      'retry',
      'rollBack',
    ]
    const verb = fc.record({ verb: fc.constantFrom(...verbs), pick: fc.nat({ max: 20 }) })

    it('allows only declared transitions, and never two at once in one environment', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(verb, { minLength: 8, maxLength: 24 }), async (calls) => {
          await clear()
          const { viewer, environmentId, servers } = await seedEnvironment(house, { servers: 1 })
          const seen = new Map<string, ReleaseStatus>()
          const claims: Claim[] = []
          const one = <T>(list: T[], pick: number) => list[pick % Math.max(1, list.length)]
          const quietly = async (work: Promise<unknown> | undefined) => {
            await work?.catch((error: { code?: string; name?: string }) => {
              if (!['CONFLICT'].includes(error.code ?? '') && error.name !== 'LeaseLost') throw error
            })
          }
          const carry = (claim: Claim) =>
            house.prisma.releaseTarget.updateMany({
              where: { releaseId: claim.releaseId },
              data: { status: 'SUCCEEDED', serverId: servers[0]?.id },
            })
          const act: Record<Verb, (pick: number) => Promise<unknown> | undefined> = {
            ship: () => house.releases.createRelease(viewer, { environmentId, revision: 'main' }),
            schedule: () =>
              house.releases.createRelease(viewer, {
                environmentId,
                revision: 'main',
                scheduledAt: new Date(Date.now() + 20),
              }),
            due: () => house.queue.releaseDue(),
            claim: async () => {
              const claim = await house.queue.claim('w')
              if (claim) claims.push(claim)
            },
            die: async (pick) => {
              const claim = one(claims, pick)
              if (claim)
                await house.prisma.release.updateMany({
                  where: { id: claim.releaseId, finishedAt: null },
                  data: { leaseUntil: new Date(0) },
                })
            },
            cancel: (pick) => {
              const id = one([...seen.keys()], pick)
              return id ? house.releases.cancelRelease(viewer, id) : undefined
            },
            succeed: async (pick) => {
              const claim = one(claims, pick)
              if (claim) await carry(claim).then(() => succeed(claim))
            },
            fail: (pick) => {
              const claim = one(claims, pick)
              return claim && house.runs.conclude(claim, { status: 'FAILED', failure: 'No.' })
            },
            handOver: (pick) => {
              const claim = one(claims, pick)
              return claim && house.queue.handOver(claim)
            },
            retry: (pick) => {
              const id = one([...seen.keys()], pick)
              return id ? house.releases.retryRelease(viewer, id) : undefined
            },
            rollBack: () => house.releases.rollBack(viewer, environmentId, null),
          }
          for (const call of calls) {
            await quietly(act[call.verb](call.pick))
            const now = await house.prisma.release.findMany({ where: { environmentId } })
            for (const { id, status } of now) {
              const before = seen.get(id)
              if (before && before !== status) {
                const through = before === 'SCHEDULED' && status === 'RUNNING'
                expect(through || releaseMayBecome(before, status), `${before} → ${status} by ${call.verb}`).toBe(true)
              }
              seen.set(id, status)
            }
            expect(
              now.filter(({ status }) => status === 'RUNNING' || status === 'CANCELLING').length,
            ).toBeLessThanOrEqual(1)
          }
          for (const id of seen.keys()) {
            const events = await house.log.read(`release:${id}`, { after: 0, limit: 500 })
            expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1))
            const last = events.filter((event) => event.kind === 'release').at(-1)
            expect(last?.payload).toMatchObject({ releaseStatus: seen.get(id) })
          }
        }),
        { numRuns: kind === 'embedded' ? 15 : 10 },
      )
    })
  })
})
