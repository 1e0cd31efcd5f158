import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'
import { failureOf } from '../../support/remote.ts'
import { openScene, type Scene } from '../../support/topology/scene.ts'

let scene: Scene
let postgres: TestPostgres
beforeAll(async () => {
  ;[postgres, scene] = await Promise.all([startTestPostgres(), openScene({ servers: 0 })])
})
afterAll(async () => {
  await scene?.close()
  await postgres?.stop()
})

const refusal = async (env: Record<string, string>) =>
  (await failureOf(scene.start('main', { SENDOFF_DATA: join(scene.directory, 'refused'), ...env }))).message

it('says everything that is wrong with the configuration at once, and ends with 1', async () => {
  const said = await refusal({
    PORT: 'abc',
    DATABASE_URL: 'nonsense',
    SENDOFF_PROCESS: 'both',
    SENDOFF_MASTER_KEY: 'x',
  })
  expect(said).toContain('ended with 1 ')
  for (const name of ['PORT', 'DATABASE_URL', 'SENDOFF_PROCESS', 'SENDOFF_MASTER_KEY']) {
    expect(said).toMatch(new RegExp(`^ {2}- ${name} `, 'm'))
  }
  // Sentences for people, not a stack.
  expect(said).not.toMatch(/^\s+at /m)
  expect(await refusal({ SENDOFF_PROCESS: 'worker' })).toContain('DATABASE_URL is missing')
})

it('refuses a database of a newer version, and one that does not answer', async () => {
  const { url } = await postgres.createDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
     VALUES ('newer', 'x', now(), now(), '9999_from_the_future', 1)`,
  )
  await client.end()
  const said = await refusal({ DATABASE_URL: url })
  expect(said).toContain('ended with 1 ')
  expect(said).toMatch(/9999_from_the_future.*newer version/)
  const silent = await refusal({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  expect(silent).toContain('ended with 1 ')
  expect(silent).toContain('could not start')
})

it('refuses a data directory that another process uses, and takes it when that one was killed', async () => {
  const data = { SENDOFF_DATA: join(scene.directory, 'embedded') }
  const first = await scene.start('main', data)
  const said = await refusal(data)
  expect(said).toContain('ended with 1 ')
  expect(said).toContain(`process ${first.pid} on `)
  expect((await fetch(`${first.url}/ready`)).status).toBe(200)
  await first.kill()
  const second = await scene.start('main', data)
  expect((await fetch(`${second.url}/ready`)).status).toBe(200)
  expect(await second.stop()).toBe(0)
})
