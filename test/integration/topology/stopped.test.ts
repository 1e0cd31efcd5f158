import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import type { Caller } from '../../support/topology/caller.ts'
import { addPlace, createRelease, openScene, register, type Scene, waitFor } from '../../support/topology/scene.ts'
import { expectGapless, expectTruth, untilEnded, untilNothingRuns } from '../../support/topology/truth.ts'
import { watchOverSse, watchOverWebSocket } from '../../support/topology/watch.ts'

// Without Redis, on purpose: everything below works through looking alone.
let postgres: TestPostgres
let scene: Scene
let common: Record<string, string>
let database: Database
let api: Awaited<ReturnType<Scene['start']>>
let parts: Awaited<ReturnType<typeof register>>
let caller: Caller

beforeAll(async () => {
  ;[postgres, scene] = await Promise.all([startTestPostgres(), openScene({ servers: 2 })])
  const { url, open } = await postgres.createDatabase()
  database = await open()
  common = { DATABASE_URL: url, SENDOFF_DATA: join(scene.directory, 'data') }
  api = await startApi()
  parts = await register(scene, api.url)
  caller = parts.caller
})
afterAll(async () => {
  await scene?.close()
  await database?.close()
  await postgres?.stop()
})

const startApi = () => scene.start('main', { ...common, SENDOFF_PROCESS: 'api' })
const startWorker = () => scene.start('worker', common)

function watch(urls: string[], releaseId: string, stream: 'releaseEvents' | 'releaseOutput') {
  const watching = { urls, token: caller.token, releaseId, stream }
  return [watchOverSse(watching), watchOverWebSocket(watching)] as const
}

it('without Redis people see what happens about a second later', async () => {
  const buildCommand = 'for n in 1 2 3 4 5 6 7 8; do echo "at $(date +%s%3N)"; sleep 0.4; done'
  const place = await addPlace(scene, api.url, parts, 'late', { buildCommand })
  const worker = await startWorker()
  const createdAt = Date.now()
  const id = await createRelease(caller, api.url, place.environmentId)
  const readers = watch([api.url], id, 'releaseOutput')
  const watchers = watch([api.url], id, 'releaseEvents')
  try {
    const release = await untilEnded(caller, api.url, id)
    expect(release).toMatchObject({ status: 'SUCCEEDED' })
    const begun = await watchers[0].first(({ releaseStatus }) => releaseStatus === 'RUNNING')
    await readers[0].first(({ seq }) => seq >= release.outputHeadSeq)
    const late = readers[0].seen.flatMap(({ text, cameAt }) =>
      [...(text ?? '').matchAll(/at (\d+)/g)].map(([, at]) => cameAt - Number(at)),
    )
    expect(late.length).toBe(8)
    const median = late.sort((a, b) => a - b)[4] ?? Number.NaN
    expect(median).toBeLessThan(3000)
    expect(begun.cameAt - createdAt).toBeLessThan(10_000)
  } finally {
    await Promise.all([...readers, ...watchers].map((one) => one.close()))
  }
  // Nothing runs: it ends at once.
  const before = performance.now()
  expect(await worker.stop()).toBe(0)
  expect(performance.now() - before).toBeLessThan(10_000)
})

it('a worker that is told to stop takes nothing new, ends what it can, and hands the rest over', async () => {
  const gates = { brief: scene.gate('brief'), long: scene.gate('long') }
  const [brief, long, next] = [
    await addPlace(scene, api.url, parts, 'brief', { restartCommand: waitFor(gates.brief, 'restart') }),
    await addPlace(scene, api.url, parts, 'long', { buildCommand: waitFor(gates.long, 'build') }),
    await addPlace(scene, api.url, parts, 'next', {}),
  ]
  const [stopping, otherApi] = await Promise.all([startWorker(), startApi()])
  const briefId = await createRelease(caller, api.url, brief.environmentId)
  const longId = await createRelease(caller, api.url, long.environmentId)
  const briefReaders = watch([api.url], briefId, 'releaseOutput')
  const longWatchers = watch([otherApi.url, api.url], longId, 'releaseEvents')
  const longReaders = watch([otherApi.url, api.url], longId, 'releaseOutput')
  try {
    await Promise.all(briefReaders.map((one) => one.first(({ text }) => text?.includes('restart begins') ?? false)))
    await Promise.all(longReaders.map((one) => one.first(({ text }) => text?.includes('build begins') ?? false)))

    const before = performance.now()
    const ended = Promise.all([stopping.stop(), otherApi.stop()])
    await expect.poll(stopping.output).toContain('Stopping')
    const nextId = await createRelease(caller, api.url, next.environmentId)
    writeFileSync(gates.brief, '')
    const briefly = await untilEnded(caller, api.url, briefId)
    expect(briefly).toMatchObject({ status: 'SUCCEEDED' })
    expect(await ended).toEqual([0, 0])
    expect(performance.now() - before).toBeLessThan(35_000)
    const [waiting] = watch([api.url], nextId, 'releaseEvents')
    const heir = await startWorker()
    writeFileSync(gates.long, '')

    for (const [id, place] of [[briefId, brief] as const, [longId, long] as const, [nextId, next] as const]) {
      const release = await untilEnded(caller, api.url, id)
      expect(release).toMatchObject({ status: 'SUCCEEDED', failure: null })
      expectTruth(release, place.homes)
      if (id !== longId) continue
      for (const one of longWatchers) await one.first(({ seq }) => seq >= release.headSeq)
      for (const one of longReaders) await one.first(({ seq }) => seq >= release.outputHeadSeq)
      for (const one of longWatchers) expectGapless(one, release.headSeq)
      for (const one of longReaders) expectGapless(one, release.outputHeadSeq)
      for (const one of [...longWatchers, ...longReaders]) expect(one.connections).toBeGreaterThan(1)
    }
    await waiting.close()
    await untilNothingRuns(scene.mark)
    expect(await heir.stop()).toBe(0)
  } finally {
    await Promise.all([...briefReaders, ...longWatchers, ...longReaders].map((one) => one.close()))
  }
})

it('who watched a release only through a process that stops is gone with it, and not when a lease ends', async () => {
  const place = await addPlace(scene, api.url, parts, 'watched', {})
  const releaseId = await createRelease(caller, api.url, place.environmentId)
  const stopping = await startApi()
  const query = 'subscription ($releaseId: ID!) { releaseWatchers(releaseId: $releaseId) { people { id } } }'
  const stream = await fetch(`${stopping.url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${caller.token}`,
    },
    body: JSON.stringify({ query, variables: { releaseId } }),
  })
  const watching = () => database.prisma.releaseWatch.count({ where: { releaseId } })
  await expect.poll(watching).toBe(1)
  expect(await stopping.stop()).toBe(0)
  expect(await watching()).toBe(0)
  await stream.body?.cancel().catch(() => {})
})
