import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { selfSigned } from '../../support/certificate.ts'
import { openTestDatabase } from '../../support/database.ts'
import { letTimePass, seedHook, startNotifier } from '../../support/notifications.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { answers, type Receiver, startReceiver } from '../../support/receiver.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}

describe.each(Object.entries(kinds))('notifications on %s', (_kind, open) => {
  let database: Database
  let house: ReleaseHouse
  let seed: Awaited<ReturnType<typeof seedEnvironment>>
  const receivers: Receiver[] = []
  const notifiers: Awaited<ReturnType<typeof startNotifier>>[] = []

  beforeAll(async () => {
    database = await open()
    house = await createReleaseHouse(database)
  })
  afterAll(async () => {
    house?.close()
    await database?.close()
  })
  beforeEach(async () => {
    seed = await seedEnvironment(house)
  })
  afterEach(async () => {
    for (const notifier of notifiers.splice(0)) {
      await notifier.stop(0)
      expect(notifier.faults).toEqual([])
    }
    for (const receiver of receivers.splice(0)) await receiver.close()
    await database.prisma.notificationHook.deleteMany()
    await database.prisma.release.updateMany({ where: { finishedAt: null }, data: { status: 'CANCELLED' } })
  })

  const receive = async (...args: Parameters<typeof startReceiver>) => {
    const receiver = await startReceiver(...args)
    receivers.push(receiver)
    return receiver
  }
  const notify = async (options?: { timeoutMs?: number }) => {
    const notifier = await startNotifier(house, options)
    notifiers.push(notifier)
    return notifier
  }
  const ship = () => house.releases.createRelease(seed.viewer, { environmentId: seed.environmentId, revision: 'main' })
  /** A release through all its statuses, without an engine. */
  async function shipToTheEnd(status: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED') {
    const { id } = await ship()
    const claim = await house.queue.claim('somebody')
    if (claim?.releaseId !== id) throw new Error('another release was waiting')
    await house.runs.conclude(claim, { status, failure: status === 'FAILED' ? 'web-1 went away' : null })
    return id
  }
  const deliveries = (hookId: string) =>
    house.prisma.notificationDelivery.findMany({ where: { hookId }, orderBy: { id: 'asc' } })
  const settled = (hookId: string, count: number) =>
    eventually(async () => {
      const tried = (await deliveries(hookId)).filter((one) => one.triedAt !== null)
      return tried.length >= count && tried
    })

  it('arrive in their order, signed, with everything that the body promises', async () => {
    const receiver = await receive()
    const hookId = await seedHook(house, receiver.url(), { secret: 'a shared secret' })
    await notify()
    const releaseId = await shipToTheEnd('FAILED')
    await receiver.receives(3)
    await settled(hookId, 3)
    const bodies = receiver.received.map(({ body }) => JSON.parse(body))
    expect(bodies.map((body) => body.event)).toEqual(['release.queued', 'release.started', 'release.failed'])
    expect(bodies[2]).toMatchObject({
      version: 1,
      text: `${seed.project.title}, staging: Release #${bodies[2].release.number} failed`,
      url: `https://sendoff.example/releases/${releaseId}`,
      by: { username: seed.viewer.username, name: seed.viewer.displayName },
      project: { id: seed.project.id, title: seed.project.title },
      environment: { id: seed.environmentId, name: 'staging', kind: 'TEST' },
      release: { id: releaseId, kind: 'SHIP', status: 'FAILED', revision: 'main', failure: 'web-1 went away' },
    })
    for (const { headers, body } of receiver.received) {
      expect(headers['x-sendoff-event']).toBe(JSON.parse(body).event)
      expect(headers['x-sendoff-delivery']).toBe(JSON.parse(body).id)
      const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-sendoff-signature'])) ?? []
      expect(createHmac('sha256', 'a shared secret').update(`${t}.${body}`).digest('hex')).toBe(v1)
      expect(Math.abs(Number(t) - Date.now() / 1000)).toBeLessThan(60)
    }
    expect(await deliveries(hookId)).toMatchObject(
      bodies.map(({ id, event }) => ({ id, event, state: 'DELIVERED', attempts: 1, httpStatus: 200, answer: 'ok' })),
    )
  })

  it('are kept for the hooks that asked for them only, and told once', async () => {
    const other = await seedEnvironment(house)
    const all = await seedHook(house, 'http://127.0.0.1:9/a')
    const own = await seedHook(house, 'http://127.0.0.1:9/b', { projectId: seed.project.id })
    const foreign = await seedHook(house, 'http://127.0.0.1:9/c', { projectId: other.project.id })
    const ends = await seedHook(house, 'http://127.0.0.1:9/d', { events: ['release.succeeded'] })
    const off = await seedHook(house, 'http://127.0.0.1:9/e', { enabled: false })
    const { id } = await ship()
    const first = await house.queue.claim('first')
    await house.prisma.release.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    const second = await house.queue.claim('second')
    expect([first?.attempt, second?.attempt]).toEqual([1, 2])
    if (second) await house.runs.conclude(second, { status: 'SUCCEEDED', failure: null })
    const told = async (hookId: string) => (await deliveries(hookId)).map(({ event }) => event)
    expect(await told(all)).toEqual(['release.queued', 'release.started', 'release.succeeded'])
    expect(await told(own)).toEqual(await told(all))
    expect(await told(foreign)).toEqual([])
    expect(await told(ends)).toEqual(['release.succeeded'])
    expect(await told(off)).toEqual([])
  })

  it('are as lasting as the change that they tell of', async () => {
    const hookId = await seedHook(house, 'http://127.0.0.1:9/a')
    const { id } = await ship()
    await expect(
      house.log.transaction(async (tx) => {
        const { announceRelease } = await import('../../../apps/api/src/modules/releases/release.announcement.ts')
        await tx.db.release.update({ where: { id }, data: { status: 'CANCELLED' } })
        await announceRelease(tx, id)
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect((await deliveries(hookId)).map(({ event }) => event)).toEqual(['release.queued'])
    await house.releases.cancelRelease(seed.viewer, id)
    expect((await deliveries(hookId)).map(({ event }) => event)).toEqual(['release.queued', 'release.cancelled'])
  })

  it('are tried again after a failure, with the same id, and in the end arrive', async () => {
    const receiver = await receive(answers(500, 'try later'))
    const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
    await notify()
    await ship()
    const [failed] = await settled(hookId, 1)
    expect(failed).toMatchObject({ state: 'WAITING', attempts: 1, httpStatus: 500, answer: 'try later' })
    expect(failed?.problem).toBe('The receiver answered 500.')
    const waits = (failed?.dueAt.getTime() ?? 0) - (failed?.triedAt?.getTime() ?? 0)
    expect(waits).toBeGreaterThan(4_000)
    expect(waits).toBeLessThan(11_000)
    receiver.behave(answers(204))
    await letTimePass(house, hookId)
    await receiver.receives(2)
    await eventually(() => house.prisma.notificationDelivery.findFirst({ where: { hookId, state: 'DELIVERED' } }))
    const [one, two] = receiver.received.map(({ headers }) => headers['x-sendoff-delivery'])
    expect(one).toBe(two)
    expect(await deliveries(hookId)).toMatchObject([{ attempts: 2, httpStatus: 204, answer: null, problem: null }])
  })

  it('are given up after ten tries', async () => {
    const receiver = await receive(answers(503))
    const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
    await notify()
    await ship()
    for (let tries = 1; tries <= 10; tries++) {
      await eventually(async () => (await deliveries(hookId))[0]?.attempts === tries)
      if (tries < 10) await letTimePass(house, hookId)
    }
    expect(await deliveries(hookId)).toMatchObject([{ state: 'FAILED', attempts: 10 }])
    expect(receiver.received).toHaveLength(10)
  })

  it('wait as long as the receiver says', async () => {
    const receiver = await receive(answers(429, 'slow down', { 'retry-after': '90' }))
    const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
    await notify()
    await ship()
    const [delivery] = await settled(hookId, 1)
    expect(((delivery?.dueAt.getTime() ?? 0) - (delivery?.triedAt?.getTime() ?? 0)) / 1000).toBeCloseTo(90, -1)
  })

  it('follow no redirect', async () => {
    const elsewhere = await receive()
    const receiver = await receive(answers(307, '', { location: elsewhere.url() }))
    const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
    await notify()
    await ship()
    const [delivery] = await settled(hookId, 1)
    expect(delivery).toMatchObject({ state: 'WAITING', httpStatus: 307 })
    expect(delivery?.problem).toContain('redirects')
    expect(elsewhere.received).toEqual([])
  })

  it('trust no certificate that nobody signed', async () => {
    const receiver = await receive(answers(200), await selfSigned())
    const hookId = await seedHook(house, receiver.url(), { events: ['release.queued'] })
    await notify()
    await ship()
    const [delivery] = await settled(hookId, 1)
    expect(delivery).toMatchObject({ state: 'WAITING', httpStatus: null })
    expect(delivery?.problem).toContain('certificate')
    expect(receiver.received).toEqual([])
  })

  it('hold up nobody when receivers hang, dribble or flood', async () => {
    let [open, most] = [0, 0]
    const hanging = await receive((response) => {
      most = Math.max(most, ++open)
      response.once('close', () => {
        open -= 1
      })
    })
    const dribbling = await receive((response) => void response.writeHead(200).write('a'))
    const flooding = await receive((response) => {
      const more = () => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)))
      response.writeHead(200)
      more()
    })
    const well = await receive()
    const stuck = []
    for (let n = 0; n < 6; n++) stuck.push(await seedHook(house, hanging.url(`/hang/${n}-a-long-enough-token`)))
    const slow = await seedHook(house, dribbling.url())
    const flood = await seedHook(house, flooding.url())
    const good = await seedHook(house, well.url())
    await notify({ timeoutMs: 3000 })
    const began = performance.now()
    await shipToTheEnd()
    expect(performance.now() - began).toBeLessThan(2900)
    await well.receives(3)
    expect(performance.now() - began).toBeLessThan(2900)
    await settled(good, 3)
    await settled(flood, 3)
    const flooded = await deliveries(flood)
    expect(flooded.map((one) => one.answer?.length)).toEqual([2048, 2048, 2048])
    const [dribbled] = await settled(slow, 1)
    expect(dribbled?.problem).toBe('The receiver did not answer within 3 seconds.')
    await Promise.all(stuck.map((hookId) => settled(hookId, 1)))
    expect(most, 'hooks of one host at once').toBe(4)
    // After one failure the others of a hook wait too.
    const tried = await house.prisma.notificationDelivery.findMany({ where: { hookId: { in: stuck }, attempts: 1 } })
    expect(tried).toHaveLength(6)
  })

  it('arrive once from two workers at once in calm', async () => {
    const receiver = await receive()
    for (let n = 0; n < 5; n++) await seedHook(house, receiver.url(`/hooks/${n}-a-long-enough-token`))
    await Promise.all([notify(), notify(), notify()])
    for (let n = 0; n < 4; n++) await shipToTheEnd()
    await receiver.receives(60)
    await eventually(
      async () => (await house.prisma.notificationDelivery.count({ where: { state: 'DELIVERED' } })) === 60,
    )
    const ids = receiver.received.map(({ headers }) => headers['x-sendoff-delivery'])
    expect(new Set(ids).size).toBe(60)
    expect(ids).toHaveLength(60)
    for (let n = 0; n < 5; n++) {
      const events = receiver.received
        .filter(({ url }) => url.startsWith(`/hooks/${n}`))
        .map(({ body }) => JSON.parse(body))
      const numbers = events.map(({ release }) => release.number)
      expect(numbers, 'in their order').toEqual([...numbers].sort((a, b) => a - b))
    }
  })
})
