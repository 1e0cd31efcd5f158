import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import type { BuildTurn } from '../../../apps/api/src/engine/ports.ts'
import { type BuildSlots, createBuildSlots } from '../../../apps/api/src/jobs/build-slots.ts'
import { createBuildStores } from '../../../apps/api/src/modules/builds/build-stores.ts'
import { createBuildTurns } from '../../../apps/api/src/modules/builds/build-turns.ts'
import {
  type Claim,
  createReleaseQueue,
  type ReleaseQueue,
} from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
/** Nobody renews these leases: under load the usual ones would end. */
let queue: ReleaseQueue
const opened: BuildSlots[] = []
/** Faults that nobody expected; a test that has some fails. */
const faults: unknown[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
  queue = createReleaseQueue(house.log, { leaseSeconds: 600 })
})
beforeEach(() => house.prisma.release.updateMany({ data: { status: 'FAILED', finishedAt: new Date() } }))
afterEach(async () => {
  await Promise.all(opened.splice(0).map((slots) => slots.stop()))
  expect(faults.splice(0)).toEqual([])
})
afterAll(async () => {
  house.close()
  await database.close()
})

/** A worker's part; several share the one database, as processes do. */
async function openSlots(slots: number) {
  const parts = { bus: house.bus, store: createBuildTurns(house), pollMs: 50 }
  const worker = createBuildSlots({ ...parts, slots, report: (error) => void faults.push(error) })
  opened.push(worker)
  await worker.start()
  return worker
}

/** With its project and number, as the others are told of it. */
type Named = Claim & { name: string }

async function seedProject() {
  const { viewer, project, servers } = await seedEnvironment(house, { servers: 1 })
  let count = 0
  /** A release that a worker runs, in an environment of its own. */
  return async (storeId: string | null = null): Promise<Named> => {
    const environment = await house.prisma.environment.create({
      data: {
        ...{ projectId: project.id, name: `stage-${++count}`, kind: 'TEST', path: `~/stage-${count}`, sharedPaths: [] },
        servers: { create: servers.map(({ id: serverId }, position) => ({ serverId, position })) },
      },
    })
    const { id } = await house.releases.createRelease(viewer, {
      environmentId: environment.id,
      revision: 'main',
    })
    const claim = await queue.claim('worker', storeId)
    if (claim?.releaseId !== id) throw new Error('another release was claimed')
    const { number } = await house.prisma.release.findUniqueOrThrow({ where: { id } })
    return { ...claim, name: `${project.title} #${number}` }
  }
}

/** A release in the line, with what it was told. */
function stand<C extends Claim>(
  slots: BuildSlots,
  claim: C,
  cacheKey: string,
  isMade: (byEqual: boolean) => boolean = () => false,
) {
  const end = new AbortController()
  const told: string[] = []
  const asked: boolean[] = []
  let turn: BuildTurn | null | undefined
  const taken = slots
    .of(claim)
    .take(cacheKey, {
      signal: end.signal,
      onWaiting: async (message) => void told.push(message),
      async isMade(byEqual) {
        asked.push(byEqual)
        return isMade(byEqual)
      },
    })
    .then((given) => {
      turn = given
      return given
    })
  taken.catch(() => undefined)
  const last = () => told.at(-1)
  return {
    ...{ claim, end, told, asked, taken, last },
    get turn() {
      return turn
    },
    says: (pattern: RegExp) => eventually(async () => pattern.test(last() ?? '')),
  }
}

it('gives a project with one release the next slot, although another one has twenty in the line', async () => {
  const [here, there] = [await openSlots(1), await openSlots(1)]
  const [shop, blog] = [await seedProject(), await seedProject()]
  const many = []
  for (let n = 0; n < 20; n++) many.push(stand(n % 2 ? here : there, await shop(), `key-${n}`))
  await many[0]?.taken
  await many[19]?.says(/19th in line/)
  const single = stand(there, await blog(), 'key')
  await single.says(new RegExp(`^Waits for a build slot: next in line, while ${many[0]?.claim.name} is built.$`))
  await many[1]?.says(/2nd in line, behind Shop \d+ #\d+\.$/)
  await many[0]?.turn?.free()
  await single.taken
  expect(many.filter(({ turn }) => turn)).toHaveLength(1)
  expect((await createBuildTurns(house).current()).filter(({ began }) => began)).toHaveLength(1)
  await single.turn?.free()
  await many[1]?.taken
  for (const { end } of many) end.abort(new CancelRequested())
  await Promise.allSettled(many.map(({ taken }) => taken))
})

it('never lets more build than there are slots, in many workers at once', async () => {
  const workers = await Promise.all([openSlots(3), openSlots(3), openSlots(3)])
  const projects = await Promise.all([seedProject(), seedProject(), seedProject()])
  const claims = []
  for (let n = 0; n < 12; n++) claims.push(await (projects[n % 3] as (typeof projects)[0])())
  let building = 0
  let most = 0
  await Promise.all(
    claims.map(async (claim, n) => {
      const turn = await stand(workers[n % 3] as BuildSlots, claim, `key-${n}`).taken
      building += 1
      most = Math.max(most, building)
      await house.log.head(`release:${claim.releaseId}`)
      building -= 1
      await turn?.free()
    }),
  )
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(3)
  expect(await createBuildTurns(house).current()).toEqual([])
})

it('frees the slot of a worker that died, and of one whose release was taken over', async () => {
  const [dead, here] = [await openSlots(1), await openSlots(1)]
  const shop = await seedProject()
  const died = stand(dead, await shop(), 'a')
  await died.taken
  const next = stand(here, await shop(), 'b')
  await next.says(/next in line/)
  const { releaseId } = died.claim
  await house.prisma.release.update({ where: { id: releaseId }, data: { leaseUntil: new Date(0) } })
  await next.taken
  const again = await queue.claim('another worker')
  expect(again?.releaseId).toBe(releaseId)
  if (!again) return
  const resumed = stand(here, again, 'a')
  await resumed.says(/next in line/)
  // What the dead one still does must not take its successor out.
  await died.turn?.free()
  await next.turn?.free()
  expect(await resumed.taken).not.toBeNull()
})

it('leaves the line at once when it is cancelled, and those behind it move up', async () => {
  const here = await openSlots(1)
  const shop = await seedProject()
  const first = stand(here, await shop(), 'a')
  await first.taken
  const [second, third] = [stand(here, await shop(), 'b'), stand(here, await shop(), 'c')]
  await third.says(new RegExp(`2nd in line, behind ${second.claim.name}`))
  second.end.abort(new CancelRequested())
  await expect(second.taken).rejects.toBeInstanceOf(CancelRequested)
  await third.says(/next in line/)
  expect(await house.prisma.buildTurn.findUnique({ where: { releaseId: second.claim.releaseId } })).toBeNull()
})

it('keeps the place of a release that another worker goes on with', async () => {
  const [here, there] = [await openSlots(1), await openSlots(1)]
  const shop = await seedProject()
  await stand(here, await shop(), 'a').taken
  const second = stand(here, await shop(), 'b')
  await second.says(/next in line/)
  const third = stand(here, await shop(), 'c')
  await third.says(/2nd in line/)
  second.end.abort(new HandedOver('This worker stops.'))
  await expect(second.taken).rejects.toBeInstanceOf(HandedOver)
  await queue.handOver(second.claim)
  await third.says(/next in line/)
  const again = await queue.claim('another worker')
  if (!again) throw new Error('nothing to claim')
  await stand(there, again, 'b').says(/next in line/)
  await third.says(/2nd in line/)
})

it('lets the second of two equal builds wait for the first, and need no slot once that is made', async () => {
  const here = await openSlots(2)
  const [shop, blog] = [await seedProject(), await seedProject()]
  const first = stand(here, await shop(), 'same')
  await first.taken
  let made = false
  const second = stand(here, await shop(), 'same', () => made)
  await second.says(new RegExp(`^Waits for the same build: ${first.claim.name} makes it.$`))
  // A slot is free, but it is not for this.
  const others = [stand(here, await blog(), 'same'), stand(here, await blog(), 'x')]
  await others[0]?.taken
  made = true
  await first.turn?.free()
  expect(await second.taken).toBeNull()
  expect(second.asked).toEqual([true])
  await others[1]?.taken

  // The first one failed: the second builds itself.
  const failed = others[0]
  const after = stand(here, failed ? await blog() : await shop(), 'same')
  await after.says(/^Waits for the same build/)
  await failed?.turn?.free()
  await after.taken
  expect(after.asked).toEqual([true])
})

it('makes a release ship what another living worker has built, and nobody else', async () => {
  const here = await openSlots(2)
  const shop = await seedProject()
  const claim = await shop('mine')
  const { projectId } = await house.prisma.environment.findUniqueOrThrow({ where: { id: claim.environmentId } })
  const facts = { commit: 'c'.repeat(40), sizeBytes: 10n, fileCount: 1 }
  const add = (cacheKey: string, sha256: string) =>
    house.prisma.build.create({ data: { projectId, cacheKey, sha256, ...facts } })
  const [build] = [await add('key', 'b'.repeat(64)), await add('mine', 'a'.repeat(64))]
  const stores = createBuildStores(house)
  await stores.tell({ id: 'mine', name: 'mine', inventory: async () => ['a'.repeat(64)] })
  await stores.tell({ id: 'other', name: 'other', inventory: async () => ['b'.repeat(64)] })
  const one = stand(here, claim, 'key')
  await one.taken
  const turns = here.of(claim)
  expect([await turns.adopt('nothing'), await turns.adopt('mine')]).toEqual([false, false])
  expect(await here.of({ ...claim, fence: claim.fence - 1 }).adopt('key')).toBe(false)
  const stored = () => house.prisma.release.findUniqueOrThrow({ where: { id: claim.releaseId } })
  expect((await stored()).buildId).toBeNull()
  expect(await turns.adopt('key')).toBe(true)
  expect((await stored()).buildId).toBe(build.id)
  await queue.handOver(claim)
  expect(await queue.claim('worker', 'mine')).toBeNull()
  expect(await queue.claim('worker', 'other')).toMatchObject({ releaseId: claim.releaseId })
})
