import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunRelease, RunReleaseInput } from '../../../apps/api/src/engine/run-input.ts'
import { createReleaseWorker, type ReleaseWorker } from '../../../apps/api/src/jobs/release-worker.ts'
import { beginRelease, type RunPorts } from '../../../apps/api/src/jobs/run-release.ts'
import type { OutputPayload } from '../../../apps/api/src/modules/releases/release.events.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createReleaseHouse, eventually, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
const workers: ReleaseWorker[] = []
beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop(0)))
})
afterAll(async () => {
  house.close()
  await database.close()
})

/** Faults that nobody expected; a test that has some fails. */
const faults: unknown[] = []
afterEach(() => expect(faults.splice(0)).toEqual([]))

function startWorker(engine: RunRelease, more: Partial<RunPorts> = {}) {
  const ports = house.runPorts(engine, more)
  const worker = createReleaseWorker({
    owner: `worker-${workers.length}-${Math.random()}`,
    queue: house.queue,
    bus: house.bus,
    begin: (claim) => beginRelease(claim, ports),
    parallel: 2,
    pollMs: 50,
    report: (error) => void faults.push(error),
  })
  workers.push(worker)
  return worker.start().then(() => worker)
}

const readAll = async (stream: string) => {
  const events = []
  for (let after = 0; ; ) {
    const page = await house.log.read(stream, { after, limit: 1000 })
    if (page.length === 0) return events
    events.push(...page)
    after = page.at(-1)?.seq ?? after
  }
}
const textOf = async (id: string) =>
  (await readAll(`output:${id}`)).map((event) => (event.payload as OutputPayload).text).join('')
const ended = (id: string) =>
  eventually(() => house.prisma.release.findFirst({ where: { id, finishedAt: { not: null } } }))
const ship = async () => {
  const seed = await seedEnvironment(house, { servers: 1 })
  const { id } = await house.releases.createRelease(seed.viewer, {
    environmentId: seed.environmentId,
    revision: 'main',
  })
  return { ...seed, id }
}

const succeeds = async ({ ports: { journal }, snapshot }: RunReleaseInput) => {
  for (const server of snapshot.servers) {
    const live = { serverId: server.id, liveDirectory: snapshot.directory }
    await journal.targetChanged({ ...live, status: 'SUCCEEDED', activated: true })
  }
  return { status: 'SUCCEEDED' as const, failure: null }
}

/** An engine that runs until it is told to stop, and then ends as the real one would. */
const waits: RunRelease = ({ signal }) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      if (signal.reason.name === 'CancelRequested') resolve({ status: 'CANCELLED', failure: 'Cancelled.' })
      else reject(signal.reason)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })

describe('a worker', () => {
  it('runs what is queued, writes it down step by step, and remembers what is live', async () => {
    await startWorker(async (input) => {
      const { journal } = input.ports
      await journal.stepChanged({ key: 'build', status: 'RUNNING' })
      await journal.output('build', 'STDOUT', 'made\n')
      await journal.stepChanged({ key: 'build', status: 'SUCCEEDED', exitCode: 0, message: 'Built.' })
      const artifact = {
        file: '/x',
        sha256: 'ab'.repeat(32),
        sizeBytes: 12,
        fileCount: 3,
        cacheKey: `k-${input.snapshot.number}`,
      }
      await journal.built(artifact)
      return succeeds(input)
    })
    const { id, environmentId, servers } = await ship()
    const release = await ended(id)
    expect(release).toMatchObject({ status: 'SUCCEEDED', failure: null, leaseOwner: null })
    const step = await house.prisma.step.findUniqueOrThrow({
      where: { releaseId_key: { releaseId: id, key: 'build' } },
    })
    expect(step).toMatchObject({ status: 'SUCCEEDED', exitCode: 0, message: 'Built.' })
    expect(step.startedAt?.getTime()).toBeLessThanOrEqual(step.finishedAt?.getTime() ?? 0)
    expect(Math.abs(Date.now() - (step.startedAt?.getTime() ?? 0))).toBeLessThan(60_000)
    expect(await house.prisma.build.findFirst({ where: { id: release.buildId ?? '' } })).toMatchObject({
      sizeBytes: 12n,
    })
    expect(await house.prisma.environment.findUnique({ where: { id: environmentId } })).toMatchObject({
      liveReleaseId: id,
    })
    const events = await readAll(`release:${id}`)
    expect(events.map(({ kind, payload }) => [kind, payload])).toMatchObject([
      ['release', { releaseStatus: 'QUEUED' }],
      ['release', { releaseStatus: 'RUNNING' }],
      ['step', { releaseStatus: 'RUNNING', stepKey: 'build', stepStatus: 'RUNNING' }],
      ['step', { stepKey: 'build', stepStatus: 'SUCCEEDED', message: 'Built.', exitCode: 0 }],
      ['target', { targetStatus: 'SUCCEEDED', serverName: servers[0]?.name }],
      ['release', { releaseStatus: 'SUCCEEDED' }],
    ])
  })

  it('ends with a failure that quotes a server, whatever the server said', async () => {
    await startWorker(
      async ({ ports: { journal }, snapshot: { servers } }) => {
        const target = { serverId: servers[0]?.id ?? '', liveDirectory: 'odd\0name', previousDirectory: '\u0001' }
        await journal.targetChanged({ ...target, status: 'FAILED', message: 'no\0' })
        return { status: 'FAILED', failure: 'web-1: it said \0 and hunter2-hunter2' }
      },
      {
        variablesOf: async () => [{ name: 'PASSWORD', value: 'hunter2-hunter2', secret: true }],
      },
    )
    const { id } = await ship()
    expect(await ended(id)).toMatchObject({ status: 'FAILED', failure: 'web-1: it said ␀ and •••', attempt: 1 })
  })

  it('takes a flood of lines whole and in order, while others go on', async () => {
    const lines = 200_000
    await startWorker(async (input) => {
      for (let n = 0; n < lines; n += 50) {
        let text = ''
        for (let i = n; i < n + 50; i++) text += `line ${i}\n`
        await input.ports.journal.output('build', 'STDOUT', text)
      }
      await input.ports.journal.stepChanged({ key: 'build', status: 'RUNNING' })
      await input.ports.journal.stepChanged({ key: 'build', status: 'SUCCEEDED' })
      return succeeds(input)
    })
    const { id } = await ship()
    let slowest = 0
    let done = false
    const others = (async () => {
      while (!done) {
        const asked = performance.now()
        await house.prisma.user.count()
        slowest = Math.max(slowest, performance.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await ended(id)
    done = true
    await others
    const printed = (await textOf(id)).split('\n')
    expect(printed).toHaveLength(lines + 1)
    expect(printed.slice(0, -1).every((line, n) => line === `line ${n}`)).toBe(true)
    expect(slowest).toBeLessThan(1000)
  })

  it('stores no secret, no NUL and nothing unprintable, wherever the pieces are cut', async () => {
    const secret = 'hunter2-correct-horse'
    await startWorker(
      async (input) => {
        const { journal } = input.ports
        for (const piece of [
          'a hunter2-cor',
          'rect-horse b\n',
          `${Buffer.from(secret).toString('base64')}\n`,
          'x\0y\u0001\n',
          'tail hunter2-',
        ]) {
          await journal.output('build', 'STDERR', piece)
        }
        await journal.stepChanged({ key: 'build', status: 'RUNNING' })
        await journal.stepChanged({ key: 'build', status: 'FAILED', message: `it said ${secret}` })
        return { status: 'FAILED', failure: 'No.' }
      },
      { variablesOf: async () => [{ name: 'TOKEN', value: secret, secret: true }] },
    )
    const { id } = await ship()
    await ended(id)
    const text = await textOf(id)
    expect(text).toBe('a ••• b\n•••\nx␀y␁\ntail hunter2-')
    const step = await house.prisma.step.findUnique({ where: { releaseId_key: { releaseId: id, key: 'build' } } })
    expect(step?.message).toBe('it said •••')
    const everything = JSON.stringify([await readAll(`release:${id}`), await readAll(`output:${id}`)])
    expect(everything).not.toContain('correct-horse')
  })

  it('stops what is cancelled', async () => {
    await startWorker(waits)
    const { id, viewer } = await ship()
    await eventually(() => house.prisma.release.findFirst({ where: { id, status: 'RUNNING' } }))
    await house.releases.cancelRelease(viewer, id)
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED' })
  })

  it('hands over what does not end within the grace, and another goes on at once', async () => {
    const first = await startWorker(waits)
    const { id } = await ship()
    await eventually(() => house.prisma.release.findFirst({ where: { id, status: 'RUNNING' } }))
    await first.stop(10)
    expect(await house.prisma.release.findUnique({ where: { id } })).toMatchObject({
      status: 'RUNNING',
      leaseOwner: null,
    })
    await startWorker(succeeds)
    expect(await ended(id)).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('stops at once when its lease is lost, and can write nothing more', async () => {
    let refused: unknown
    let told: unknown
    const engine: RunRelease = async (input) => {
      await waits(input).catch((error: unknown) => {
        told = error
      })
      await input.ports.journal.stepChanged({ key: 'build', status: 'RUNNING' }).catch((error: unknown) => {
        refused = error
      })
      throw told
    }
    await startWorker(engine, { leaseMs: 200 })
    const { id } = await ship()
    await eventually(() => house.prisma.release.findFirst({ where: { id, status: 'RUNNING' } }))
    await house.prisma.release.update({ where: { id }, data: { fence: 1_000_000, leaseOwner: 'another' } })
    await eventually(async () => refused)
    expect([told, refused].map((error) => (error as Error).name)).toEqual(['LeaseLost', 'LeaseLost'])
    await house.prisma.release.update({ where: { id }, data: { status: 'FAILED' } })
  })

  it('prints nothing more once another attempt has the release', async () => {
    let print: (text: string) => Promise<void> = async () => {}
    await startWorker((input) => {
      print = (text) => input.ports.journal.output('build', 'STDOUT', text)
      return waits(input)
    })
    const { id } = await ship()
    await eventually(() => house.prisma.release.findFirst({ where: { id, status: 'RUNNING' } }))
    await house.prisma.release.update({ where: { id }, data: { fence: 1_000_000, leaseOwner: 'another' } })
    const refused = await eventually(() =>
      print('too late\n').then(
        () => null,
        (error: Error) => error,
      ),
    )
    expect(refused.name).toBe('LeaseLost')
    expect(await readAll(`output:${id}`)).toEqual([])
    await house.prisma.release.update({ where: { id }, data: { status: 'FAILED' } })
  })

  it.each([
    [true, 'KEEP'],
    [false, 'ROLL_BACK'],
  ])('told to cancel (keep: %s) says so to the engine, at once and after a take-over', async (keep, switched) => {
    const heard: unknown[] = []
    const engine: RunRelease = (input) =>
      waits(input).finally(() => heard.push((input.signal.reason as { switched?: string }).switched))
    const first = await startWorker(engine)
    const [live, orphan] = [await ship(), await ship()]
    await eventually(async () => (await house.prisma.release.count({ where: { status: 'RUNNING' } })) === 2)
    await house.releases.cancelRelease(live.viewer, live.id, { keep })
    // Asking otherwise now comes too late: the first wish counts.
    await house.releases.cancelRelease(live.viewer, live.id, { keep: !keep })
    expect(await ended(live.id)).toMatchObject({ status: 'CANCELLED', cancelRollsBack: !keep })
    await first.stop(0)
    await house.releases.cancelRelease(orphan.viewer, orphan.id, { keep })
    await startWorker(engine)
    expect(await ended(orphan.id)).toMatchObject({ status: 'CANCELLED', cancelRollsBack: !keep })
    expect(heard).toEqual([switched, undefined, switched])
  })

  it('ends a release whose workers died again and again', async () => {
    let seen: string | null = null
    const { id } = await ship()
    await house.prisma.release.update({
      where: { id },
      data: { status: 'RUNNING', attempt: 3, leaseUntil: new Date(0) },
    })
    await startWorker(async ({ signal }) => {
      seen = signal.reason?.name ?? null
      return { status: 'CANCELLED', failure: 'No server carries this release.' }
    })
    expect(await ended(id)).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('died 3 times') })
    expect(seen).toBe('CancelRequested')
  })
})

describe('retry and rollback', () => {
  it('retries the failed servers alone, with the same build and directory', async () => {
    const { viewer, environmentId, servers } = await seedEnvironment(house, { servers: 3 })
    await startWorker(async (input) => {
      const [good, ...bad] = input.snapshot.servers
      const { journal } = input.ports
      if (bad.length === 0) return succeeds(input)
      const liveDirectory = input.snapshot.directory
      await journal.targetChanged({ serverId: good?.id ?? '', status: 'SUCCEEDED', liveDirectory })
      await journal.targetChanged({ serverId: bad[0]?.id ?? '', status: 'FAILED' })
      await journal.targetChanged({ serverId: bad[1]?.id ?? '', status: 'SUCCEEDED', liveDirectory })
      return { status: 'FAILED', failure: 'web-2' }
    })
    const origin = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    const failed = await ended(origin.id)
    const retry = await house.releases.retryRelease(viewer, origin.id)
    const done = await ended(retry.id)
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      originId: origin.id,
      commit: failed.commit,
      directory: failed.directory,
      buildId: failed.buildId,
    })
    const targets = await house.prisma.releaseTarget.findMany({ where: { releaseId: retry.id } })
    expect(targets.map((target) => target.serverId)).toEqual([servers[1]?.id])
    await expect(house.releases.retryRelease(viewer, origin.id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(house.releases.retryRelease(viewer, retry.id)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('goes back to the last one that succeeded before the live one, and further back the next time', async () => {
    await startWorker(succeeds)
    const { viewer, environmentId } = await seedEnvironment(house, { servers: 1 })
    await expect(house.releases.rollBack(viewer, environmentId, null)).rejects.toMatchObject({ code: 'CONFLICT' })
    const shipped = []
    for (const revision of ['v1', 'v2', 'v3']) {
      const { id } = await house.releases.createRelease(viewer, { environmentId, revision })
      shipped.push(await ended(id))
    }
    const back = async (to: string | null = null) =>
      ended((await house.releases.rollBack(viewer, environmentId, to)).id)
    const [v1, v2, v3] = shipped
    expect(await back()).toMatchObject({
      kind: 'ROLLBACK',
      commit: v2?.commit,
      directory: v2?.directory,
      originId: v2?.id,
    })
    expect(await back()).toMatchObject({ commit: v1?.commit, directory: v1?.directory })
    await expect(back()).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await back(v3?.id)).toMatchObject({ commit: v3?.commit, directory: v3?.directory })
    expect(await back()).toMatchObject({ commit: v2?.commit })
    for (const hostile of ['', '../x', "'", crypto.randomUUID()]) {
      await expect(back(hostile)).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        extensions: { fields: [{ path: 'toReleaseId' }] },
      })
    }
  })
})
