import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServerState } from '../../../apps/api/src/engine/commands/state.ts'
import { createServerTidying } from '../../../apps/api/src/jobs/tidy-servers.ts'
import { createReleaseTidying } from '../../../apps/api/src/modules/releases/aftermath/release.tidying.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

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

const tidying = () => createReleaseTidying(house)
const state = (live: string | null): ServerState => ({
  ...{ live, liveCommit: null, liveBuild: null, build: null, commit: null, freeKb: null },
  ...{ holder: null, builds: [], aria2: null },
})

/** A release that failed while its only server was away, in the middle of the switch. */
async function leave() {
  const seed = await seedEnvironment(house, { servers: 1 })
  const ship = () => house.releases.createRelease(seed.viewer, { environmentId: seed.environmentId, revision: 'main' })
  const { id } = await ship()
  const release = await house.prisma.release.update({
    where: { id },
    data: { status: 'FAILED', finishedAt: new Date(), fence: 1, failure: 'away' },
  })
  await house.prisma.environment.update({ where: { id: seed.environmentId }, data: { fence: 1 } })
  await house.prisma.releaseTarget.updateMany({
    where: { releaseId: id },
    data: { status: 'UNKNOWN', message: 'Away.' },
  })
  await house.prisma.step.updateMany({ where: { releaseId: id }, data: { status: 'CANCELLED' } })
  const activate = { releaseId: id, kind: 'ACTIVATE' as const }
  await house.prisma.step.updateMany({ where: activate, data: { status: 'UNKNOWN' } })
  const of = async () => (await tidying().leftTargets()).find(({ releaseId }) => releaseId === id)
  const target = () => house.prisma.releaseTarget.findFirstOrThrow({ where: { releaseId: id } })
  const step = () => house.prisma.step.findFirstOrThrow({ where: activate })
  return { ...seed, id, release, ship, of, target, step }
}

it.each([true, false])(
  'what is found on a server that was away is written down (carries the release: %s)',
  async (carries) => {
    const left = await leave()
    const open = await left.of()
    expect(open).toMatchObject({ path: '~/app', directory: left.release.directory, fence: 1, kind: 'SHIP' })
    if (!open) return
    const live = carries ? left.release.directory : '20200101000000-1'
    await Promise.all([tidying().noteFound(open, state(live)), tidying().noteFound(open, state(live))])
    const words = carries ? 'this release is live here all the same' : `${live} is live here`
    expect(await left.target()).toMatchObject({
      status: 'FAILED',
      liveDirectory: live,
      message: `Away. Reached again: ${words}.`,
    })
    expect((await left.step()).status).toBe(carries ? 'SUCCEEDED' : 'FAILED')
    const events = await house.log.read(`release:${left.id}`, { after: 0, limit: 100 })
    expect(events.map(({ kind }) => kind)).toEqual(['release', 'step', 'target'])
    expect(events.at(-1)?.payload).toMatchObject({
      releaseStatus: 'FAILED',
      targetStatus: 'FAILED',
      liveDirectory: live,
    })
    const environment = await house.prisma.environment.findUniqueOrThrow({ where: { id: left.environmentId } })
    expect(environment.liveReleaseId).toBe(carries ? left.id : null)
    expect(await left.of()).toBeUndefined()
  },
)

it('leaves a server alone while a release of its environment runs, and comes back after it', async () => {
  const left = await leave()
  const { id } = await left.ship()
  await house.prisma.release.update({ where: { id }, data: { status: 'RUNNING' } })
  expect(await left.of()).toBeUndefined()
  await house.prisma.release.update({ where: { id }, data: { status: 'CANCELLED' } })
  expect(await left.of()).toBeDefined()
})

it('tries until the server answers', async () => {
  const left = await leave()
  const faults: unknown[] = []
  let tries = 0
  const job = createServerTidying({
    ...tidying(),
    clock: house.clock,
    everyMs: 10,
    report: (error) => void faults.push(error),
    tidyUp: async ({ releaseId }) => {
      if (releaseId !== left.id) return null
      tries += 1
      if (tries < 3) throw new Error('still away')
      return state(null)
    },
  })
  job.start()
  await eventually(async () => (await left.target()).status === 'FAILED')
  await job.stop()
  expect(tries).toBe(3)
  expect((await left.target()).message).toContain('Reached again: nothing is live here.')
  expect(faults).toEqual([])
})
