import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlacedMessage, ReleaseCardState } from '../../../apps/api/src/modules/chat/room.events.ts'
import type { Viewer } from '../../../apps/api/src/modules/kernel/viewer.ts'
import type { Claim } from '../../../apps/api/src/modules/releases/queue/release.queue.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { readRoom, readTables, replay, seedProjectRoom } from '../../support/project-room.ts'
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

type Seed = Awaited<ReturnType<typeof seedProjectRoom>>

const ship = (seed: Pick<Seed, 'viewer' | 'environmentId'>, more: Record<string, unknown> = {}) =>
  house.releases.createRelease(seed.viewer, { environmentId: seed.environmentId, revision: 'v1', ...more })
/** Takes the release as a worker does; it is the only one that waits. */
async function begin(releaseId: string, owner = 'a'): Promise<Claim> {
  const claim = await house.queue.claim(owner)
  if (claim?.releaseId !== releaseId) throw new Error(`Claimed ${claim?.releaseId} instead of ${releaseId}`)
  return claim
}
const end = async (claim: Claim, status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED', failure: string | null = null) => {
  const target = status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED'
  const { directory } = await house.prisma.release.findUniqueOrThrow({ where: { id: claim.releaseId } })
  await house.prisma.releaseTarget.updateMany({
    where: { releaseId: claim.releaseId },
    data: { status: target, ...(status === 'SUCCEEDED' && { liveDirectory: directory }) },
  })
  await house.runs.conclude(claim, { status, failure })
}
type ReleaseMessage = PlacedMessage & { card: ReleaseCardState }

/** Every card of the room as its log and its tables both tell it. */
async function cardsOf(roomId: string): Promise<ReleaseMessage[]> {
  const events = await readRoom(house, roomId)
  expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1))
  const replayed = replay(roomId, events)
  expect(await readTables(house, roomId)).toEqual(replayed)
  return replayed.filter((message): message is ReleaseMessage => message.card?.type === 'RELEASE')
}
const statuses = async (roomId: string, releaseId: string) =>
  (await readRoom(house, roomId)).flatMap(({ payload: { message } }) =>
    message?.card?.type === 'RELEASE' && message.card.releaseId === releaseId ? [message.card.status] : [],
  )

describe("a release's card", () => {
  it('comes with the release and goes with it to its end, in place', async () => {
    const seed = await seedProjectRoom(house, { servers: 2 })
    const { id } = await ship(seed, { note: 'Teas are back.' })
    const release = await house.prisma.release.findUniqueOrThrow({ where: { id } })
    const [posted] = await cardsOf(seed.roomId)
    expect(posted).toMatchObject({
      authorId: seed.viewer.userId,
      clientId: `release:${id}`,
      text: `Release #${release.number}: ${seed.project.title} v1 to staging`,
      changedSeq: posted?.seq,
      card: {
        status: 'QUEUED',
        revision: 'v1',
        commitSubject: 'Subject of v1',
        note: 'Teas are back.',
        serverCount: 2,
      },
    })
    const claim = await begin(id)
    await end(claim, 'SUCCEEDED')
    const [card] = await cardsOf(seed.roomId)
    expect(card).toMatchObject({ id: posted?.id, seq: posted?.seq, revision: 1, editedAt: null })
    expect(card?.card).toMatchObject({ status: 'SUCCEEDED', succeededCount: 2, failedCount: 0, failure: null })
    expect(card?.card?.startedAt).toEqual(expect.any(String))
    expect(card?.card?.finishedAt).toEqual(expect.any(String))
    expect(await statuses(seed.roomId, id)).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED'])
    expect((await readRoom(house, seed.roomId)).map((event) => event.kind)).toEqual(Array(4).fill('SYSTEM'))
  })

  it('says why it failed, on how many servers, and what a retry repeats', async () => {
    const seed = await seedProjectRoom(house, { servers: 3 })
    const { id } = await ship(seed)
    await end(await begin(id), 'FAILED', `web-1: the check ended with exit code 1.${'x'.repeat(5000)}`)
    const [failed] = await cardsOf(seed.roomId)
    expect(failed?.card).toMatchObject({ status: 'FAILED', serverCount: 3, succeededCount: 0, failedCount: 3 })
    expect(failed?.card?.failure).toMatch(/^web-1: the check ended with exit code 1\.x+ …$/)
    expect(failed?.card?.failure?.length).toBeLessThan(1100)
    const retry = await house.releases.retryRelease(seed.viewer, id)
    await end(await begin(retry.id), 'SUCCEEDED')
    const [first, second] = await cardsOf(seed.roomId)
    expect(first?.card).toEqual(failed?.card)
    expect(second?.card).toMatchObject({
      status: 'SUCCEEDED',
      retriesNumber: first?.card?.number,
      putsBackNumber: null,
    })
    expect(second?.text).toContain(`again after #${first?.card?.number}`)
  })

  it('of a rollback says which release is put back, also when the rollback is repeated', async () => {
    const seed = await seedProjectRoom(house, { servers: 1 })
    const shipped = []
    for (const revision of ['v1', 'v2']) {
      const { id } = await ship(seed, { revision })
      await end(await begin(id), 'SUCCEEDED')
      shipped.push(await house.prisma.release.findUniqueOrThrow({ where: { id } }))
    }
    const back = await house.releases.rollBack(seed.viewer, seed.environmentId, null)
    await end(await begin(back.id), 'FAILED', 'web-1: gone.')
    const again = await house.releases.retryRelease(seed.viewer, back.id)
    await end(await begin(again.id), 'SUCCEEDED')
    const [, , rollback, repeated] = await cardsOf(seed.roomId)
    const number = shipped[0]?.number
    expect(rollback?.card).toMatchObject({ kind: 'ROLLBACK', putsBackNumber: number, retriesNumber: null })
    expect(rollback?.text).toBe(
      `Rollback #${rollback?.card?.number}: ${seed.project.title} staging back to #${number} (v1)`,
    )
    expect(repeated?.card).toMatchObject({ putsBackNumber: number, retriesNumber: rollback?.card?.number })
  })

  it('shows that it waits for its time, that its time has come, and that it was cancelled', async () => {
    const seed = await seedProjectRoom(house)
    const { id } = await ship(seed, { scheduledAt: new Date(Date.now() + 3_600_000) })
    await house.prisma.release.update({ where: { id }, data: { scheduledAt: new Date(0) } })
    expect(await house.queue.releaseDue()).toBe(1)
    await house.releases.cancelRelease(seed.viewer, id)
    await house.releases.cancelRelease(seed.viewer, id)
    expect(await statuses(seed.roomId, id)).toEqual(['SCHEDULED', 'QUEUED', 'CANCELLED'])
    const [card] = await cardsOf(seed.roomId)
    expect(card?.card).toMatchObject({ status: 'CANCELLED', finishedAt: expect.any(String) })
  })

  it('tells nothing twice when another worker goes on, and ends true', async () => {
    const seed = await seedProjectRoom(house)
    const { id } = await ship(seed)
    await begin(id, 'the first, which dies')
    await house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    const heir = await begin(id, 'the heir')
    expect(heir.attempt).toBe(2)
    await end(heir, 'SUCCEEDED')
    expect(await statuses(seed.roomId, id)).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED'])
    await cardsOf(seed.roomId)
  })

  it('keeps its reactions when it changes', async () => {
    const seed = await seedProjectRoom(house)
    const { id } = await ship(seed)
    const row = await house.prisma.message.findUniqueOrThrow({ where: { releaseId: id } })
    const reactions = [{ emoji: '🎉', userIds: [seed.viewer.userId] }]
    const state = { ...(row.state as object), reactions }
    await house.prisma.message.update({ where: { id: row.id }, data: { state } })
    await house.releases.cancelRelease(seed.viewer, id)
    const changed = await house.prisma.message.findUniqueOrThrow({ where: { id: row.id } })
    expect(changed.state).toMatchObject({ reactions, card: { status: 'CANCELLED' } })
  })
})

describe('a room in which releases happen', () => {
  it('has whoever starts one in it, but nobody who was removed', async () => {
    const seed = await seedProjectRoom(house)
    const [newcomer, removed] = [await seedViewer(house, 'DEVELOPER'), await seedViewer(house, 'DEVELOPER')]
    const where = (viewer: Viewer) => ({ roomId_userId: { roomId: seed.roomId, userId: viewer.userId } })
    await house.prisma.roomMember.create({
      data: { roomId: seed.roomId, userId: removed.userId, removedAt: new Date() },
    })
    for (const viewer of [newcomer, newcomer, removed]) {
      const { id } = await ship({ ...seed, viewer })
      await house.releases.cancelRelease(viewer, id)
    }
    expect(await house.prisma.roomMember.findUnique({ where: where(newcomer) })).toMatchObject({ removedAt: null })
    expect(await house.prisma.roomMember.findUnique({ where: where(removed) })).toMatchObject({
      removedAt: expect.any(Date),
    })
    const events = await readRoom(house, seed.roomId)
    expect(events.flatMap(({ payload: { notice } }) => (notice ? [[notice.kind, notice.userId]] : []))).toEqual([
      ['CREATED', null],
      ['JOINED', newcomer.userId],
    ])
    expect(await cardsOf(seed.roomId)).toHaveLength(3)
  })

  it('hears of many releases at once in one order, without a gap', async () => {
    const seed = await seedProjectRoom(house, { servers: 1 })
    const others = await Promise.all(
      ['production', 'preview'].map((name) =>
        house.prisma.environment.create({
          data: {
            projectId: seed.project.id,
            name,
            kind: 'TEST',
            path: `~/${name}`,
            servers: { create: seed.servers.map(({ id }) => ({ serverId: id })) },
          },
        }),
      ),
    )
    const places = [seed.environmentId, ...others.map(({ id }) => id)]
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        ship({ viewer: seed.viewer, environmentId: places[n % places.length] as string }, { revision: `v${n}` }),
      ),
    )
    const claims = await Promise.all(places.map((_, n) => house.queue.claim(`worker ${n}`)))
    const begun = claims.flatMap((claim) => claim ?? [])
    await Promise.all([
      ...begun.map((claim, n) => end(claim, n === 0 ? 'FAILED' : 'SUCCEEDED')),
      ...made.slice(-3).map(({ id }) => house.releases.cancelRelease(seed.viewer, id)),
    ])
    const cards = await cardsOf(seed.roomId)
    expect(cards).toHaveLength(12)
    const rows = await house.prisma.release.findMany({ where: { id: { in: made.map(({ id }) => id) } } })
    for (const { id, status, failure } of rows) {
      expect(cards.find(({ card }) => card?.releaseId === id)?.card).toMatchObject({ status, failure })
    }
    await house.prisma.release.updateMany({ where: { status: 'QUEUED' }, data: { status: 'CANCELLED' } })
  })

  it('that is missing stands in no release’s way', async () => {
    const seed = await seedEnvironment(house, { servers: 1 })
    const { id } = await ship(seed)
    await end(await begin(id), 'SUCCEEDED')
    expect(await house.prisma.message.count({ where: { releaseId: id } })).toBe(0)
    expect(await house.prisma.release.findUnique({ where: { id } })).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('gets the card of a release that began before it was there', async () => {
    const seed = await seedProjectRoom(house)
    const { id } = await ship(seed)
    await house.prisma.message.delete({ where: { releaseId: id } })
    await end(await begin(id), 'SUCCEEDED')
    const row = await house.prisma.message.findUniqueOrThrow({ where: { releaseId: id } })
    expect(row.state).toMatchObject({ card: { status: 'SUCCEEDED' }, authorId: seed.viewer.userId })
  })
})
