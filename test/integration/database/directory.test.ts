import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../apps/api/src/platform/database/open.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { migrationsDirectory, preparedDatabases } from '../../support/database.ts'

// A process that opens the data directory and then inserts rows one after the other, printing each acknowledged number.
const program = `
import { openDatabase } from './apps/api/src/platform/database/open.ts'
const [directory, migrations, prepared] = process.argv.slice(2)
try {
  const db = await openDatabase({ directory, migrations, prepared })
  await db.sql.query('CREATE TABLE IF NOT EXISTS written (n int PRIMARY KEY)')
  const { rows } = await db.sql.query('SELECT coalesce(max(n), 0)::int AS last FROM written')
  console.log('open')
  for (let n = rows[0].last + 1; ; n += 1) {
    await db.sql.query('INSERT INTO written VALUES ($1)', [n])
    process.stdout.write(n + '\\n')
  }
} catch (error) {
  console.log(error.message)
  process.exit(3)
}`

let bundle: Awaited<ReturnType<typeof bundleProgram>>
let prepared: string
beforeAll(async () => {
  prepared = await preparedDatabases()
  bundle = await bundleProgram(program)
  // What the build does: the thread's file lies beside the bundle.
  const worker = fileURLToPath(new URL('../../../apps/api/src/platform/database/pglite-worker.mjs', import.meta.url))
  await cp(worker, path.join(path.dirname(bundle.file), 'pglite-worker.mjs'))
})
afterAll(() => bundle.remove())

let directory: string
const children = new Set<ChildProcess>()
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-data-'))
  return async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
})

function start() {
  const child = spawn(process.execPath, [bundle.file, directory, migrationsDirectory, prepared], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const exit = once(child, 'exit').finally(() => children.delete(child))
  return { child, exit, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

const next = async (lines: AsyncIterator<string>) => (await lines.next()).value as string | undefined
const lockFile = () => path.join(directory, 'database.lock')
const open = () => openDatabase({ directory, migrations: migrationsDirectory, prepared })

test('killed again and again while it writes, it keeps every acknowledged row', async () => {
  let last = 0
  for (let round = 0; round < 4; round += 1) {
    const { child, exit, lines } = start()
    expect(await next(lines)).toBe('open')
    for (let rows = 0; rows < 60 + round * 37; rows += 1) last = Number(await next(lines))
    child.kill('SIGKILL')
    // Lines that were printed before the kill count as acknowledged too.
    for (let line = await next(lines); line; line = await next(lines)) last = Number(line)
    await exit
  }
  const db = await open()
  const { rows } = await db.sql.query('SELECT count(*)::int AS count, max(n)::int AS max FROM written')
  expect(rows[0].count).toBe(rows[0].max)
  expect(rows[0].max).toBeGreaterThanOrEqual(last)
  // At most the one row that was saved but not yet printed.
  expect(rows[0].max).toBeLessThanOrEqual(last + 1)
  await db.close()
})

test('a second process refuses, names the first, and harms nothing; after a kill the next one takes over', async () => {
  const first = start()
  expect(await next(first.lines)).toBe('open')
  const second = start()
  const refusal = await next(second.lines)
  expect(refusal).toContain(`process ${first.child.pid} on ${os.hostname()} since `)
  expect(refusal).toContain('DATABASE_URL')
  expect((await second.exit)[0]).toBe(3)
  await expect(open()).rejects.toThrow(`process ${first.child.pid}`)

  first.child.kill('SIGKILL')
  await first.exit
  const db = await open()
  await db.ping(5000)
  await db.close()
  expect((await readdir(directory)).sort()).toEqual(['database'])
})

test('of many that start at once after a crash, exactly one gets it', async () => {
  const crashed = start()
  await next(crashed.lines)
  crashed.child.kill('SIGKILL')
  await crashed.exit
  const rivals = [start(), start(), start()]
  const answers = await Promise.all(rivals.map(({ lines }) => next(lines)))
  expect(answers.filter((answer) => answer === 'open')).toHaveLength(1)
})

test('a reused pid is not taken for the holder', async () => {
  const db = await open()
  const lock = JSON.parse(await readFile(lockFile(), 'utf8'))
  await db.close()
  // This very process lives, but it did not start when the holder started.
  await writeFile(lockFile(), JSON.stringify({ ...lock, startTicks: '1' }))
  await (await open()).close()
  await writeFile(lockFile(), JSON.stringify({ ...lock, boot: 'another boot' }))
  await (await open()).close()
})

test('a lock of another machine is never taken over', async () => {
  const lock = { token: 't', pid: 1, host: 'elsewhere', boot: 'b', startTicks: '1', since: '2026-01-01T00:00:00Z' }
  await writeFile(lockFile(), JSON.stringify(lock))
  await expect(open()).rejects.toThrow(/process 1 on elsewhere .* delete .*database\.lock/)
  await writeFile(lockFile(), '{"tok')
  await expect(open()).rejects.toThrow(/damaged/)
})

test('a new data directory gets a copy of the prepared database, and what a kill left half done is thrown away', async () => {
  const half = path.join(directory, 'database.unfinished')
  await mkdir(half)
  await writeFile(path.join(half, 'PG_VERSION'), 'half')
  // Written into the prepared one, so that a copy of it can be told from a database made anew.
  const marked = await mkdtemp(path.join(os.tmpdir(), 'sendoff-prepared-'))
  await cp(prepared, marked, { recursive: true })
  const [key = ''] = await readdir(prepared)
  await writeFile(path.join(marked, key, 'marked'), '')
  const db = await openDatabase({ directory, migrations: migrationsDirectory, prepared: marked })
  expect(await db.prisma.user.count()).toBe(0)
  await db.close()
  expect(await readdir(directory)).toEqual(['database'])
  expect(await readdir(path.join(directory, 'database'))).toContain('marked')
  await rm(marked, { recursive: true })
})

test('without a prepared database a new one is made, whole', async () => {
  const db = await openDatabase({ directory, migrations: migrationsDirectory })
  await db.prisma.user.create({ data: { username: 'ada', displayName: 'Ada', passwordHash: 'x', role: 'ADMIN' } })
  await db.close()
  const again = await open()
  expect(await again.prisma.user.count()).toBe(1)
  await again.close()
  expect(await readdir(directory)).toEqual(['database'])
})
