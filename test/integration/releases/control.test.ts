import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ReleaseControls } from '../../../apps/api/src/engine/controls.ts'
import type { RunRelease } from '../../../apps/api/src/engine/run-input.ts'
import { createReleaseWorker, type ReleaseWorker } from '../../../apps/api/src/jobs/release-worker.ts'
import { beginRelease } from '../../../apps/api/src/jobs/run-release.ts'
import type { ReleaseChange } from '../../../apps/api/src/modules/releases/release.events.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import {
  changesTold,
  createReleaseHouse,
  eventually,
  type ReleaseHouse,
  seedEnvironment,
  seedViewer,
} from '../../support/releases.ts'

let database: Database
let house: ReleaseHouse
const workers: ReleaseWorker[] = []
const faults: unknown[] = []
beforeAll(async () => {
  database = await openTestDatabase()
  house = await createReleaseHouse(database)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop(0)))
  // What a test left running would be the next one's to go on with.
  await house.prisma.release.updateMany({ data: { status: 'CANCELLED', finishedAt: new Date() } })
  expect(faults.splice(0)).toEqual([])
})
afterAll(async () => {
  house.close()
  await database.close()
})

/** An engine that runs until it is stopped, and shows what it hears. */
function listener() {
  const heard: ReleaseControls[] = []
  const engine: RunRelease = ({ controls, signal }) =>
    new Promise((_resolve, reject) => {
      if (controls) heard.push(controls)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  return { engine, controls: () => eventually(async () => heard.at(-1)) }
}

async function run(engine: RunRelease, leaseMs?: number) {
  const ports = house.runPorts(engine, leaseMs ? { leaseMs } : {})
  const worker = createReleaseWorker({
    owner: `worker-${Math.random()}`,
    queue: house.queue,
    bus: house.bus,
    begin: (claim) => beginRelease(claim, ports),
    parallel: 1,
    pollMs: 50,
    report: (error) => void faults.push(error),
  })
  workers.push(worker)
  await worker.start()
  return worker
}

async function running(kind: 'TEST' | 'PRODUCTION' = 'TEST') {
  const seed = await seedEnvironment(house, { kind, servers: 3 })
  await house.prisma.room.create({
    data: { name: seed.project.title, nameKey: seed.project.title, projectId: seed.project.id },
  })
  const { id } = await house.releases.createRelease(seed.viewer, {
    environmentId: seed.environmentId,
    revision: 'main',
  })
  const { engine, controls } = listener()
  await run(engine)
  const [first, second, third] = seed.servers.map((server) => server.id) as [string, string, string]
  return { ...seed, id, controls: await controls(), first, second, third }
}
const told = async (id: string) =>
  (await house.log.read(`release:${id}`, { after: 0, limit: 100 })).map((e) => (e.payload as ReleaseChange).message)
const failure = (serverId: string) => ({
  kind: 'FAILURE' as const,
  serverId,
  stepKey: `restart:${serverId}`,
  message: 'exit 3',
})

describe('a person’s word', () => {
  it('reaches the worker, the release’s stream and the activity', async () => {
    const { viewer, id, controls, second, servers } = await running()
    await house.releases.pauseRelease(viewer, id)
    await eventually(async () => controls.wishes.paused)
    // Again changes nothing.
    await house.releases.pauseRelease(viewer, id)
    await house.releases.resumeRelease(viewer, id, '1')
    await eventually(async () => !controls.wishes.paused)
    await house.releases.excludeServer(viewer, id, second, 'it is broken')
    await eventually(async () => controls.wishes.excluded.get(second)?.reason === 'it is broken')
    const name = viewer.displayName
    expect((await told(id)).filter(Boolean)).toEqual([
      `Paused by ${name}.`,
      `Resumed by ${name}.`,
      expect.stringContaining(`${name} left web-`),
    ])
    expect(await changesTold(house, id)).toEqual([
      ['release.created', undefined, expect.objectContaining({ status: 'QUEUED', kind: 'SHIP', revision: 'main' })],
      ['release.began', { status: 'QUEUED' }, { status: 'RUNNING' }],
      ['release.paused', { paused: false }, { paused: true }],
      ['release.resumed', { paused: true }, { paused: false }],
      ['release.excluded', { excluded: [] }, { excluded: [servers[1]?.name] }],
    ])
  })

  it('is heard with the next renewal when its hint was lost', async () => {
    const seed = await seedEnvironment(house)
    const { id } = await house.releases.createRelease(seed.viewer, {
      environmentId: seed.environmentId,
      revision: 'main',
    })
    const { engine, controls } = listener()
    await run(engine, 400)
    const heard = await controls()
    const at = new Date()
    await house.prisma.releaseControl.create({ data: { releaseId: id, seq: 1, kind: 'PAUSED', byName: 'Ada', at } })
    await eventually(async () => heard.wishes.paused)
  })

  it('outlives the worker', async () => {
    const { viewer, id, first, controls } = await running()
    await house.releases.pauseRelease(viewer, id)
    await controls.ask(failure(first))
    await workers.pop()?.stop(0)
    const next = listener()
    await run(next.engine)
    const heirs = await next.controls()
    expect(heirs.wishes).toMatchObject({ paused: true, questions: [{ serverId: first, answer: null }] })
    await heirs.ask(failure(first))
    expect(heirs.wishes.questions).toHaveLength(1)
  })
})

describe('a question', () => {
  it('is answered once: the second answer is told who was first', async () => {
    const { viewer, id, first, controls } = await running()
    const other = await seedViewer(house, 'ADMIN')
    await expect(house.releases.answerFailure(viewer, id, '1', 'RETRY')).rejects.toMatchObject({ code: 'CONFLICT' })
    await controls.ask(failure(first))
    const answers = await Promise.allSettled([
      house.releases.answerFailure(viewer, id, '1', 'RETRY'),
      house.releases.answerFailure(other, id, '1', 'SKIP'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = answers[0]?.status === 'fulfilled' ? viewer : other
    const refused = answers.find((one) => one.status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(winner.displayName) })
    await eventually(async () => controls.wishes.questions[0]?.answer?.by === winner.displayName)
  })

  it('that comes again after a retry is another one: a late answer to the first does not count for it', async () => {
    const { viewer, id, first, controls } = await running()
    await controls.ask(failure(first))
    await house.releases.answerFailure(viewer, id, '1', 'RETRY')
    await controls.ask(failure(first))
    await expect(house.releases.answerFailure(viewer, id, '1', 'RETRY')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(controls.wishes.questions.map(({ answer }) => answer?.choice)).toEqual(['RETRY', undefined])
    const asked = ['release.asked', undefined, { question: 'FAILURE', step: `restart:${first}` }]
    const answered = ['release.answered', { question: 'FAILURE', choice: null }, { question: null, choice: 'RETRY' }]
    expect((await changesTold(house, id)).slice(2)).toEqual([asked, answered, asked])
  })

  it('of a canary is answered by naming it; ending a pause twice does not let the others follow', async () => {
    const { viewer, id, controls } = await running()
    await expect(house.releases.resumeRelease(viewer, id, '1')).rejects.toMatchObject({ code: 'CONFLICT' })
    await controls.ask({ kind: 'CANARY', serverId: null, stepKey: null, message: 'The canary is well.' })
    await house.releases.pauseRelease(viewer, id)
    await Promise.all(['2', '2'].map((wait) => house.releases.resumeRelease(viewer, id, wait)))
    await eventually(async () => !controls.wishes.paused)
    expect(controls.wishes.questions[0]?.answer).toBeNull()
    await house.releases.resumeRelease(viewer, id, '1')
    await eventually(async () => controls.wishes.questions[0]?.answer?.by === viewer.displayName)
    expect((await changesTold(house, id)).at(-1)).toEqual([
      ...['release.answered', { question: 'CANARY' }, { question: null }],
    ])
  })

  it('stands on the release’s card in the room until it is answered', async () => {
    const { viewer, id, first, servers, controls } = await running()
    const card = async () =>
      (await house.prisma.message.findUniqueOrThrow({ where: { releaseId: id } })).state as {
        card: { question: unknown }
      }
    await controls.ask(failure(first))
    expect((await card()).card.question).toMatchObject({
      id: '1',
      kind: 'FAILURE',
      serverId: first,
      serverName: servers[0]?.name,
      message: 'exit 3',
    })
    await house.releases.answerFailure(viewer, id, '1', 'RETRY')
    expect((await card()).card.question).toBeNull()
  })
})

describe('what is refused', () => {
  it('a server that has switched, the last one, and one of another release', async () => {
    const { viewer, id, first, second, third } = await running()
    const exclude = (serverId: string) => house.releases.excludeServer(viewer, id, serverId, 'why not')
    await house.prisma.releaseTarget.updateMany({
      where: { releaseId: id, serverKey: first },
      data: { activatedAt: new Date() },
    })
    await expect(exclude(first)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(exclude('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(house.releases.excludeServer(viewer, id, second, ' ')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    await house.prisma.releaseTarget.updateMany({ where: { releaseId: id }, data: { activatedAt: null } })
    await exclude(first)
    await exclude(second)
    await expect(exclude(third)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('a release that does not run, and people who may not ship there', async () => {
    const { viewer, id, first, environmentId } = await running('PRODUCTION')
    const developer = await seedViewer(house, 'DEVELOPER')
    for (const attempt of [
      house.releases.pauseRelease(developer, id),
      house.releases.resumeRelease(developer, id, '1'),
      house.releases.excludeServer(developer, id, first, 'no'),
      house.releases.answerFailure(developer, id, '1', 'RETRY'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const waiting = await house.releases.createRelease(viewer, { environmentId, revision: 'main' })
    await expect(house.releases.pauseRelease(viewer, waiting.id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(house.releases.excludeServer(viewer, waiting.id, first, 'down today')).resolves.toBeDefined()
  })
})
