import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { backUp } from '../../apps/api/src/commands/backup.ts'
import { raiseEpochs, restored } from '../../apps/api/src/commands/restored.ts'
import { loadConfig } from '../../apps/api/src/config.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { migrationsDirectory, preparedDatabases } from '../support/database.ts'
import { postgresProgram, startTestPostgres } from '../support/postgres.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sendoff-backup-'))
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const open = async (directory: string) =>
  openDatabase({ directory, migrations: migrationsDirectory, prepared: await preparedDatabases() })
const user = (n: number) => ({ username: `user-${n}`, displayName: 'U', passwordHash: 'x', role: 'VIEWER' as const })

test('the embedded database is backed up while it is written to, or while nothing runs, and comes back whole', async () => {
  const data = path.join(folder, 'data')
  const config = loadConfig({ SENDOFF_DATA: data }, { root: process.cwd() })
  await expect(backUp(config, [])).rejects.toThrow('npm start -- backup')
  await expect(backUp(config, [path.join(folder, 'x.tgz')])).rejects.toThrow('no database')
  const database = await open(data)
  await writeFile(path.join(data, 'master.key'), 'key\n', { mode: 0o600 })
  let written = 0
  let writing = true
  const writer = (async () => {
    while (writing) {
      await database.prisma.user.create({ data: user(written) })
      written += 1
    }
  })()
  while (written < 20) await database.prisma.user.count()
  const before = written
  const first = path.join(folder, 'first.tgz')
  expect(await backUp(config, [first])).toContain(first)
  const after = written
  await expect.poll(() => written).toBeGreaterThan(after)
  writing = false
  await writer
  await database.close()
  const second = path.join(folder, 'second.tgz')
  await backUp(config, [second])
  expect((await stat(second)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).sort()).toEqual(['data', 'first.tgz', 'second.tgz'])

  for (const [file, least, most] of [
    [first, before, after + 1],
    [second, written, written],
  ] as const) {
    const restored = path.join(folder, `restored-${path.basename(file)}`)
    await mkdir(restored)
    execFileSync('tar', ['-xzf', file, '-C', restored])
    expect((await readdir(restored)).sort()).toEqual(['database', 'master.key'])
    const again = await openDatabase({ directory: restored, migrations: migrationsDirectory })
    const count = await again.prisma.user.count()
    expect(count).toBeGreaterThanOrEqual(least)
    expect(count).toBeLessThanOrEqual(most)
    await again.prisma.user.create({ data: user(100_000) })
    await again.close()
  }
})

test('Postgres is backed up and restored by its own programs, as the documentation says', async () => {
  const config = loadConfig({ DATABASE_URL: 'postgres://localhost/sendoff' }, { root: process.cwd() })
  await expect(backUp(config, ['x'])).rejects.toThrow('pg_dump')
  const postgres = await startTestPostgres()
  try {
    const { url, open: openFirst } = await postgres.createDatabase()
    const first = await openFirst()
    await first.prisma.user.create({ data: user(1) })
    const dump = path.join(folder, 'sendoff.dump')
    execFileSync(postgresProgram('pg_dump'), ['--format=custom', `--file=${dump}`, url])
    await first.close()
    // Into an empty database, and over one that has something in it already.
    for (const migrated of [false, true]) {
      const target = await postgres.createDatabase({ migrated })
      execFileSync(postgresProgram('pg_restore'), [
        '--clean',
        '--if-exists',
        '--no-owner',
        '--dbname',
        target.url,
        dump,
      ])
      const restored = await target.open()
      expect(await restored.prisma.user.findMany()).toMatchObject([{ username: 'user-1' }])
      await restored.close()
    }
  } finally {
    await postgres.stop()
  }
})

test('after a restore every stream has an epoch that nobody knows, also when the same backup is restored again', async () => {
  const data = path.join(folder, 'data')
  const config = loadConfig({ SENDOFF_DATA: data }, { root: process.cwd() })
  const database = await open(data)
  const stream = { id: 'room:1', lastSeq: 3, epoch: 7 }
  await database.prisma.stream.createMany({ data: [stream, { id: 'room:2' }] })
  await database.close()
  // Theirs and that of the room which every database has from its beginning.
  expect(await restored(config)).toMatch(/3 streams/)

  const again = await open(data)
  const epochOf = async (id: string) => (await again.prisma.stream.findUniqueOrThrow({ where: { id } })).epoch
  const first = await epochOf('room:1')
  expect(first).toBeGreaterThan(8)
  expect(first).toBeLessThan(2 ** 31)
  expect(await epochOf('room:2')).toBe(first)
  expect(await again.prisma.stream.findUnique({ where: { id: 'room:1' } })).toMatchObject({ lastSeq: 3 })
  // As the backup has it once more, restored a minute later.
  await again.prisma.stream.update({ where: { id: 'room:1' }, data: { epoch: stream.epoch } })
  await raiseEpochs(again, new Date(Date.now() + 60_000))
  expect(await epochOf('room:1')).toBeGreaterThan(first)
  // A clock that stands still or goes back is no reason to repeat one.
  const second = await epochOf('room:1')
  await raiseEpochs(again, new Date(0))
  expect(await epochOf('room:1')).toBe(second + 1)
  await again.close()
})
