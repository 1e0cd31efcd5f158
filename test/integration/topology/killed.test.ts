import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestPool, startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import type { SendoffProcess } from '../../support/processes.ts'
import type { Caller } from '../../support/topology/caller.ts'
import { seededChance } from '../../support/topology/chance.ts'
import { type Phase, phases } from '../../support/topology/phases.ts'
import {
  addPlace,
  createRelease,
  openScene,
  type Place,
  register,
  type Scene,
  waitFor,
} from '../../support/topology/scene.ts'
import {
  ENDED,
  expectGapless,
  expectTruth,
  markedProcesses,
  tell,
  untilEnded,
  untilNothingRuns,
  workDirectories,
} from '../../support/topology/truth.ts'
import { watchOverSse } from '../../support/topology/watch.ts'

// Each phase once: a third of them on the single process, whose restart takes longer, the others on workers. More rounds,
// of all phases on both: SENDOFF_TEST_KILLS=50, to more servers: SENDOFF_TEST_SERVERS=10. Another order: SENDOFF_TEST_SEED=…
const wanted = Number(process.env.SENDOFF_TEST_KILLS ?? 0)
const seed = Number(process.env.SENDOFF_TEST_SEED ?? 20_261)
const roundsOf = (kind: 'single' | 'worker'): Phase[] =>
  wanted > 0
    ? Array.from({ length: wanted }, (_, n) => phases[n % phases.length] as Phase)
    : phases.filter((_, n) => (n % 3 === 2) === (kind === 'single'))
const timeout = 240_000 + wanted * 30_000

let scene: Scene
beforeAll(async () => {
  scene = await openScene({ servers: Number(process.env.SENDOFF_TEST_SERVERS ?? 3) })
})
afterAll(() => scene?.close())

const commands = {
  buildCommand: 'for n in 1 2 3 4 5 6; do echo "building $n"; sleep 0.1; done; echo built > built.txt',
  restartCommand: 'echo restarting; sleep 0.4; echo restarted',
  checkCommand: 'sleep 0.3; test -f built.txt && echo healthy',
}

/**
 * Ships a commit of its own, kills at a chosen moment, lets something go on, and proves that everybody is told the truth.
 */
async function killOnce(
  [round, phase]: [number, Phase],
  chance: () => number,
  { caller, place, url, kill }: { caller: Caller; place: Place; url: string; kill: () => Promise<string> },
): Promise<void> {
  const afterMs = Math.floor(chance() * phase.spreadMs)
  const what = `round ${round}, seed ${seed}: killed ${phase.name} after ${afterMs} ms`
  // Every fourth round ships the same commit again, so that its build is found rather than made.
  if (round % 4 !== 3)
    await scene.repository.commit({ 'index.txt': `round ${round} ${randomBytes(4).toString('hex')}\n` })
  const id = await createRelease(caller, url, place.environmentId)
  const urls = [url]
  const watcher = watchOverSse({ urls, token: caller.token, releaseId: id, stream: 'releaseEvents' })
  try {
    await watcher.first((event) => phase.opens(event) || ENDED.includes(event.releaseStatus ?? ''))
    await pause(afterMs)
    urls[0] = await kill()
    const survivor = urls[0]
    await watcher
      .first(({ releaseStatus }) => ENDED.includes(releaseStatus ?? ''))
      .catch((error) => {
        throw new Error(`${what}: ${error.message}`)
      })
    const release = await tell(caller, survivor, id)
    expect(release, what).toMatchObject({ status: 'SUCCEEDED', failure: null })
    expectTruth(release, place.homes)
    await watcher.first(({ seq }) => seq === release.headSeq)
    expectGapless(watcher, release.headSeq)
    await untilNothingRuns(scene.mark)
  } finally {
    await watcher.close()
  }
}

describe('kill -9 at any moment', () => {
  it('ends the build commands with the process that ran them', async () => {
    const node = await scene.start('main', { SENDOFF_DATA: join(scene.directory, 'endless') })
    const parts = await register(scene, node.url)
    const { caller } = parts
    const build = {
      buildCommand: `trap '' TERM; (setsid sleep 0; sleep 600) & ${waitFor(scene.gate('never'), 'build')}`,
    }
    const place = await addPlace(scene, node.url, parts, 'endless', build)
    const releaseId = await createRelease(caller, node.url, place.environmentId)
    const reader = watchOverSse({ urls: [node.url], token: caller.token, releaseId, stream: 'releaseOutput' })
    await reader.first(({ text }) => text?.includes('build begins') ?? false)
    expect(markedProcesses(scene.mark)).not.toEqual([])
    await Promise.all([reader.close(), node.kill()])
    await untilNothingRuns(scene.mark)
  })

  it('of the single process: after a restart the release goes on and the truth is told', { timeout }, async () => {
    const data = join(scene.directory, 'single')
    const start = () => scene.start('main', { SENDOFF_DATA: data })
    let node = await start()
    const parts = await register(scene, node.url)
    const place = await addPlace(scene, node.url, parts, 'single', commands)
    const chance = seededChance(seed)
    for (const round of roundsOf('single').entries()) {
      const kill = async () => {
        await node.kill()
        node = await start()
        return node.url
      }
      await killOnce(round, chance, { caller: parts.caller, place, url: node.url, kill })
      expect(workDirectories(data)).toEqual([])
    }
    expect(await node.stop()).toBe(0)
  })

  it('during a hook: it is not run a second time, and that is said', async () => {
    const data = join(scene.directory, 'hooked')
    let node = await scene.start('main', { SENDOFF_DATA: data })
    const parts = await register(scene, node.url)
    const { caller } = parts
    const hook = { afterUploadCommand: `echo once >> ../../hooked; ${waitFor(scene.gate('hook'), 'hook')}` }
    const place = await addPlace(scene, node.url, parts, 'hooked', hook)
    const releaseId = await createRelease(caller, node.url, place.environmentId)
    const reader = watchOverSse({ urls: [node.url], token: caller.token, releaseId, stream: 'releaseOutput' })
    await reader.first(({ text }) => text?.includes('hook begins') ?? false)
    await Promise.all([reader.close(), node.kill()])
    node = await scene.start('main', { SENDOFF_DATA: data })
    const release = await untilEnded(caller, node.url, releaseId)
    expect(release).toMatchObject({
      status: 'FAILED',
      targets: Array(place.homes.length).fill({ liveDirectory: null }),
    })
    expect(release.failure).toContain('unknown whether this command finished')
    expectTruth(release, place.homes)
    for (const home of place.homes) {
      const hooked = join(home, 'hooked')
      expect(existsSync(hooked) ? readFileSync(hooked, 'utf8') : 'once\n').toBe('once\n')
    }
    await untilNothingRuns(scene.mark)
    expect(await node.stop()).toBe(0)
  })

  describe('on Postgres', () => {
    let postgres: TestPostgres
    let database: pg.Pool
    let common: Record<string, string>
    beforeAll(async () => {
      postgres = await startTestPostgres()
      const { url } = await postgres.createDatabase()
      database = openTestPool(url)
      common = { DATABASE_URL: url, SENDOFF_DATA: join(scene.directory, 'shared') }
      mkdirSync(common.SENDOFF_DATA as string)
    })
    afterAll(async () => {
      await database?.end()
      await postgres?.stop()
    })

    it('of a worker: another one takes over', { timeout }, async () => {
      const [api, first, second] = await Promise.all([
        scene.start('main', { ...common, SENDOFF_PROCESS: 'api' }),
        scene.start('worker', common),
        scene.start('worker', common),
      ])
      const parts = await register(scene, api.url)
      const place = await addPlace(scene, api.url, parts, 'shared', commands)
      const workers = new Set<SendoffProcess>([first, second])
      const chance = seededChance(seed + 1)
      for (const round of roundsOf('worker').entries()) {
        const kill = async () => {
          const { rows } = await database.query(
            `SELECT "leaseOwner" AS owner FROM "Release" WHERE status IN ('RUNNING', 'CANCELLING')`,
          )
          const dying = [...workers].find(({ pid }) => rows[0]?.owner?.split(':')[1] === String(pid))
          if (!dying) return api.url
          await dying.kill()
          workers.delete(dying)
          // The twenty seconds of the lease pass at once; that they do pass by themselves is proved elsewhere.
          await database.query(
            `UPDATE "Release" SET "leaseUntil" = now() - interval '1 day' WHERE "leaseUntil" IS NOT NULL`,
          )
          return api.url
        }
        await killOnce(round, chance, { caller: parts.caller, place, url: api.url, kill })
        if (workers.size < 2) workers.add(await scene.start('worker', common))
      }
      await Promise.all([...workers].map((worker) => worker.kill()))
      expect(workDirectories(common.SENDOFF_DATA as string)).toEqual([])
    })
  })
})
