import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshdFleet } from '../../support/fleet.ts'
import { eventually, seedEnvironment } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { openWorkerHouse, type WorkerHouse } from '../../support/worker-house.ts'

let workers: WorkerHouse

beforeAll(async () => {
  workers = await openWorkerHouse({ servers: 3 })
})
afterAll(() => workers?.close())

const startWorker = (leaseSeconds: number) => workers.startWorker({ LEASE_SECONDS: String(leaseSeconds) })

async function seedFleet() {
  const { house, fleet, repository, data } = workers
  // A commit of its own, so that nothing of it is in the cache of builds.
  await repository.commit({ 'index.txt': `${Math.random()}\n` })
  const seed = await seedEnvironment(house, { servers: 3 })
  await house.prisma.project.update({ where: { id: seed.project.id }, data: { repositoryUrl: repository.path } })
  await house.prisma.environment.update({
    where: { id: seed.environmentId },
    data: {
      path: `~/app-${seed.project.id}`,
      buildCommand: 'echo building; sleep 0.3; echo $TOKEN; echo built > built.txt',
      restartCommand: 'sleep 0.2; echo restarted',
      checkCommand: 'sleep 0.2; test -f built.txt',
      sharedPaths: ['storage/'],
    },
  })
  const addresses = seed.servers.map((server, n) => [server.id, addressOf(fleet.servers[n] as SshdFleet['servers'][0])])
  await writeFile(join(data, 'fleet.json'), JSON.stringify(Object.fromEntries(addresses)))
  const homes = fleet.servers.map((server) => join(server.root, `app-${seed.project.id}`))
  return { ...seed, homes }
}

const ended = (id: string, withinMs: number) =>
  eventually(() => workers.house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }), withinMs)

/** What the database says must be what lies on the servers, whatever happened. */
async function expectTruth(id: string, homes: string[], mustBeLive: boolean) {
  const { house } = workers
  const targets = await house.prisma.releaseTarget.findMany({ where: { releaseId: id }, orderBy: { position: 'asc' } })
  const release = await house.prisma.release.findUniqueOrThrow({ where: { id }, include: { steps: true } })
  for (const [n, home] of homes.entries()) {
    const current = join(home, 'current')
    const live = existsSync(current) ? readlinkSync(current).replace('releases/', '') : null
    expect(targets[n]?.liveDirectory ?? null, `server ${n + 1}`).toBe(live)
    if (live !== null) {
      expect(existsSync(join(current, 'built.txt'))).toBe(true)
      expect(readFileSync(join(current, 'REVISION'), 'utf8').trim()).toMatch(/^[0-9a-f]{40}$/)
    }
    if (mustBeLive) expect(live).toBe(release.directory)
    expect(readdirSync(join(home, '.sendoff')).filter((name) => name.startsWith('lock'))).toEqual([])
  }
  expect(release.steps.filter((step) => ['RUNNING', 'PENDING', 'BLOCKED'].includes(step.status))).toEqual([])
  const stored = await house.log.read(`output:${id}`, { after: 0, limit: 1000 })
  expect(stored.map((event) => event.seq)).toEqual(stored.map((_, n) => n + 1))
  expect(JSON.stringify(stored)).not.toContain('a-very-secret-value')
}

describe('a worker that is killed', () => {
  it('in any phase leaves a release that another one brings to its end', async () => {
    const { viewer, environmentId, homes } = await seedFleet()
    const { house, repository } = workers
    let worker = await startWorker(3)
    for (const afterMs of [100, 500, 900, 1300, 1700]) {
      await repository.commit({ 'index.txt': `version ${afterMs}\n` })
      const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
      await eventually(() => house.prisma.release.findFirst({ where: { id, attempt: { gt: 0 } } }))
      await pause(afterMs)
      await worker.end('SIGKILL')
      const heir = await startWorker(3)
      const release = await ended(id, 30_000)
      expect(release, `killed after ${afterMs} ms: ${release.failure} ${heir.printed()}`).toMatchObject({
        status: 'SUCCEEDED',
      })
      await expectTruth(id, homes, true)
      worker = heir
    }
    await worker.end('SIGTERM')
  })

  it('with the real lease is replaced within thirty seconds', async () => {
    const { viewer, environmentId, homes } = await seedFleet()
    const { house } = workers
    const [first, second] = [await startWorker(20), await startWorker(20)]
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    const held = await eventually(() =>
      house.prisma.step.findFirst({ where: { releaseId: id, key: 'build', status: 'RUNNING' } }).then(async (step) => {
        const release = step && (await house.prisma.release.findUnique({ where: { id } }))
        return release?.leaseOwner
      }),
    )
    const dying = held.startsWith(`${first.pid}-`) ? first : second
    await dying.end('SIGKILL')
    const killedAt = performance.now()
    await ended(id, 40_000)
    expect(performance.now() - killedAt).toBeLessThan(30_000)
    await expectTruth(id, homes, true)
    await (dying === first ? second : first).end('SIGTERM')
  })

  it('politely hands over, and the heir goes on at once', async () => {
    const { viewer, environmentId, homes } = await seedFleet()
    const { house } = workers
    const first = await startWorker(20)
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    await eventually(() => house.prisma.step.findFirst({ where: { releaseId: id, key: 'build', status: 'RUNNING' } }))
    await first.end('SIGTERM')
    const second = await startWorker(20)
    expect(await ended(id, 10_000)).toMatchObject({ status: 'SUCCEEDED' })
    await expectTruth(id, homes, true)
    await second.end('SIGTERM')
  })

  it('in the middle of a watch leaves it to the heir, who watches from the beginning and ends the release once', async () => {
    const { viewer, environmentId, homes } = await seedFleet()
    const { house } = workers
    const application = createServer((_request, response) => void response.end('0.4')).listen(0, '127.0.0.1')
    await once(application, 'listening')
    const url = `http://127.0.0.1:${(application.address() as AddressInfo).port}/`
    const gate = { comparison: 'ABOVE', threshold: 2, watchSeconds: 3, everySeconds: 1 }
    const probe = { environmentId, name: 'errors', kind: 'HTTP', url, unit: 'NUMBER', everySeconds: 30, gate } as const
    await house.prisma.probe.create({ data: { ...probe, monitor: { create: {} } } })
    const first = await startWorker(3)
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    /** What was written about each server's watch behind an event of the log. */
    const watched = async (after = 0) => {
      const said = new Map<string, string>()
      const events = await house.log.read(`output:${id}`, { after, limit: 1000 })
      for (const { key, payload } of events.filter((event) => event.key?.startsWith('gate:')))
        said.set(key ?? '', (said.get(key ?? '') ?? '') + (payload as { text: string }).text)
      return { texts: [...said.values()], last: events.at(-1)?.seq ?? 0 }
    }
    const inTheMiddle = ({ texts }: { texts: string[] }) =>
      texts.filter((text) => text.includes('(1 of 3)')).length === 3
    await eventually(async () => inTheMiddle(await watched()) || null, 20_000)
    await first.end('SIGKILL')
    const { last } = await watched()
    expect(await house.prisma.step.count({ where: { releaseId: id, title: 'gate', status: 'RUNNING' } })).toBe(3)

    const heir = await startWorker(3)
    expect(await ended(id, 30_000), heir.printed()).toMatchObject({ status: 'SUCCEEDED', attempt: 2 })
    const whole = [1, 2, 3].map((n) => `gate errors: 0.4 ≤ 2 ✓ (${n} of 3)\n`).join('')
    expect((await watched(last)).texts).toEqual([whole, whole, whole])
    const events = await house.log.read(`release:${id}`, { after: 0, limit: 1000 })
    const ends = events.filter(({ kind, payload }) => kind === 'release' && /SUCC|FAIL/.test(JSON.stringify(payload)))
    expect(ends).toHaveLength(1)
    await expectTruth(id, homes, true)
    await heir.end('SIGTERM')
    application.close()
  })

  it('cancels for good: nothing is switched, nothing is left', async () => {
    const { viewer, environmentId, homes } = await seedFleet()
    const { house } = workers
    await house.prisma.environment.update({ where: { id: environmentId }, data: { afterUploadCommand: 'sleep 60' } })
    const worker = await startWorker(20)
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    await eventually(() => house.prisma.step.findFirst({ where: { releaseId: id, kind: 'HOOK', status: 'RUNNING' } }))
    await house.releases.cancelRelease(viewer, id)
    expect(await ended(id, 25_000)).toMatchObject({ status: 'CANCELLED' })
    await expectTruth(id, homes, false)
    for (const home of homes) {
      expect(existsSync(join(home, 'current'))).toBe(false)
      expect(readdirSync(join(home, 'releases'))).toEqual([])
    }
    await worker.end('SIGTERM')
  })
})
