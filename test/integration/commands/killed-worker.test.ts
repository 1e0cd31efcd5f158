import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleProgram } from '../../support/bundle.ts'
import { begin, type CommandHouse, lookAt, openCommandHouse, printed } from '../../support/commands.ts'
import { migrationsDirectory } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

// A worker of its own is killed with no warning in the middle of a run: nothing is begun twice, and for each server stands what is known.
let postgres: TestPostgres
let program: { file: string; remove(): Promise<void> }
let house: CommandHouse
let worker: ChildProcess
beforeAll(async () => {
  ;[postgres, program] = await Promise.all([
    startTestPostgres(),
    bundleProgram("import './test/support/command-program.ts'"),
  ])
  const created = await postgres.createDatabase()
  house = await openCommandHouse({ servers: 3, database: await created.open(), works: false })
  const fleet = join(house.fleet.directory, 'fleet.json')
  await writeFile(fleet, JSON.stringify(house.fleet.servers.map((server, n) => [house.serverIds[n], server])))
  const env = { ...process.env, DATABASE_URL: created.url, MIGRATIONS: migrationsDirectory, FLEET: fleet }
  worker = spawn(process.execPath, [program.file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(worker.stdout as NonNullable<typeof worker.stdout>, 'data')
}, 120_000)
afterAll(async () => {
  worker?.kill('SIGKILL')
  await house?.close()
  await postgres?.stop()
  await program?.remove()
})

test('a worker that was killed leaves what is known of each server, and nobody runs it again', async () => {
  const command = 'echo "begun on $SENDOFF_SERVER"; test "$SENDOFF_SERVER" = server-1 || sleep 3'
  const run = await begin(house.admin, { serverIds: house.serverIds, command, parallel: 2 })
  const states = async () => (await lookAt(house.admin, run.id)).servers.map(({ state }) => state)
  while ((await states()).join() !== 'SUCCEEDED,RUNNING,RUNNING') await pause(20)
  while ((await printed(house.admin, run.id)).size < 3) await pause(20)
  const exited = once(worker, 'exit')
  worker.kill('SIGKILL')
  await exited
  // Its lease would run out by itself: time is what is shortened here, nothing else.
  await house.api.database.prisma.commandRun.updateMany({ data: { leaseUntil: new Date(0) } })
  await Promise.all([house.startWorker(), house.startWorker()])
  while ((await lookAt(house.admin, run.id)).state === 'RUNNING') await pause(20)
  const over = await lookAt(house.admin, run.id)
  expect(over).toMatchObject({ state: 'FAILED', message: expect.stringMatching(/worker that ran it was lost/) })
  expect(over.servers.map(({ state, exitCode }) => [state, exitCode])).toEqual([
    ['SUCCEEDED', 0],
    ['UNKNOWN', null],
    ['UNKNOWN', null],
  ])
  const texts = [...(await printed(house.admin, run.id)).values()]
  for (const text of texts) expect(text.match(/begun/g)).toHaveLength(1)
})
