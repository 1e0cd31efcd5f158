import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestPool, startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { startTestRedis, type TestRedis } from '../../support/redis.ts'
import { addPlace, createRelease, openScene, register, type Scene, waitFor } from '../../support/topology/scene.ts'
import {
  ENDED,
  expectGapless,
  expectTruth,
  tell,
  textOf,
  untilEnded,
  untilNothingRuns,
} from '../../support/topology/truth.ts'
import { watchOverSse, watchOverWebSocket } from '../../support/topology/watch.ts'

let postgres: TestPostgres
let redis: TestRedis
let scene: Scene
let database: pg.Pool
let common: Record<string, string>

beforeAll(async () => {
  ;[postgres, redis, scene] = await Promise.all([startTestPostgres(), startTestRedis(), openScene({ servers: 3 })])
  const { url } = await postgres.createDatabase({ migrated: false })
  database = openTestPool(url)
  common = { DATABASE_URL: url, REDIS_URL: redis.url }
})
afterAll(async () => {
  await scene?.close()
  await database?.end()
  await Promise.all([postgres?.stop(), redis?.stop()])
})

/** As on machines of their own: each process has a data directory that no other one sees. */
const dataOf = (name: string) => ({ SENDOFF_DATA: join(scene.directory, name) })

it('two apis and two workers carry a release through the death of Redis, of its worker and of an api', async () => {
  const [firstApi, secondApi, firstWorker, secondWorker] = await Promise.all([
    scene.start('main', { ...common, ...dataOf('api-1'), SENDOFF_PROCESS: 'api' }),
    scene.start('main', { ...common, ...dataOf('api-2'), SENDOFF_PROCESS: 'api' }),
    scene.start('worker', { ...common, ...dataOf('worker-1') }),
    scene.start('worker', { ...common, ...dataOf('worker-2') }),
  ])
  const parts = await register(scene, firstApi.url)
  const { caller } = parts
  const gates = { build: scene.gate('build'), restart: scene.gate('restart') }
  const place = await addPlace(scene, firstApi.url, parts, 'shop', {
    buildCommand: `seq 1 300; ${waitFor(gates.build, 'build')}; seq 301 600`,
    restartCommand: waitFor(gates.restart, 'restart'),
    checkCommand: 'test -f index.txt && echo healthy',
  })

  const id = await createRelease(caller, firstApi.url, place.environmentId)
  const { token } = caller
  // Two stay on the node that survives; two are on the one that dies, and must go on elsewhere.
  const routes = [[secondApi.url], [firstApi.url, secondApi.url]]
  const watchers = routes.flatMap((urls) => [
    watchOverSse({ urls, token, releaseId: id, stream: 'releaseEvents' }),
    watchOverWebSocket({ urls, token, releaseId: id, stream: 'releaseEvents' }),
  ])
  const readers = routes.flatMap((urls) => [
    watchOverSse({ urls, token, releaseId: id, stream: 'releaseOutput' }),
    watchOverWebSocket({ urls, token, releaseId: id, stream: 'releaseOutput' }),
  ])
  try {
    await Promise.all(readers.map((reader) => reader.first(({ text }) => text?.includes('build begins') ?? false)))

    await redis.kill()
    writeFileSync(gates.build, '')
    // Without a single hint.
    await Promise.all(readers.map((reader) => reader.first(({ text }) => text?.includes('600') ?? false)))
    await redis.restart()

    await Promise.all(readers.map((reader) => reader.first(({ text }) => text?.includes('restart begins') ?? false)))
    const { rows } = await database.query('SELECT "leaseOwner" FROM "Release" WHERE id = $1', [id])
    const dying = rows[0].leaseOwner.split(':')[1] === String(firstWorker.pid) ? firstWorker : secondWorker
    await Promise.all([dying.kill(), firstApi.kill()])
    const killedAt = performance.now()
    await watchers[0]?.first(({ message }) => message?.includes('attempt 2') ?? false)
    const takenOverAfter = performance.now() - killedAt
    expect(takenOverAfter).toBeLessThan(30_000)
    writeFileSync(gates.restart, '')
    for (const watcher of watchers) await watcher.first(({ releaseStatus }) => ENDED.includes(releaseStatus ?? ''))
    expect(performance.now() - killedAt).toBeLessThan(50_000)

    const release = await tell(caller, secondApi.url, id)
    expect(release).toMatchObject({ status: 'SUCCEEDED', failure: null })
    expectTruth(release, place.homes)
    await Promise.all(readers.map((reader) => reader.first(({ seq }) => seq >= release.outputHeadSeq)))
    for (const watcher of watchers) expectGapless(watcher, release.headSeq)
    for (const reader of readers) {
      expectGapless(reader, release.outputHeadSeq)
      const numbers = Array.from({ length: 600 }, (_, n) => `${n + 1}`)
      const printed = textOf(reader.seen, 'build').split('\n')
      expect(printed.filter((line) => /^\d+$/.test(line))).toEqual(numbers)
    }
    expect(watchers[0]?.connections).toBe(1)
    expect(watchers[3]?.connections).toBeGreaterThan(1)
    await untilNothingRuns(scene.mark)

    // What was killed comes back and works on.
    await scene.start('main', { ...common, ...dataOf('api-1'), SENDOFF_PROCESS: 'api' })
    await scene.start('worker', { ...common, ...dataOf(dying === firstWorker ? 'worker-1' : 'worker-2') })
    const next = await createRelease(caller, secondApi.url, place.environmentId)
    const after = await untilEnded(caller, secondApi.url, next)
    expect(after).toMatchObject({ status: 'SUCCEEDED' })
    expectTruth(after, place.homes)
  } finally {
    await Promise.all([...watchers, ...readers].map((watcher) => watcher.close()))
  }
})
