import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts'

// What the product may rely on, asked of both databases.
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}

const ada = (username = 'ada') => ({ username, displayName: 'Ada', passwordHash: 'x', role: 'ADMIN' as const })

describe.each(Object.entries(kinds))('%s', (kind, open) => {
  let db: Database
  beforeAll(async () => {
    // Times are UTC wherever the process runs.
    process.env.TZ = 'Asia/Shanghai'
    db = await open()
    await db.sql.query(`
      CREATE TABLE parent (id int PRIMARY KEY);
      CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`)
  })
  afterAll(async () => {
    delete process.env.TZ
    await db?.close()
  })

  test('says what it is and answers a ping', async () => {
    expect(db.kind).toBe(kind)
    await db.ping(5000)
  })

  test('a COMMIT that fails is an error, and nothing is saved', async () => {
    const saving = db.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO child VALUES (1, 99)`
    })
    await expect(saving).rejects.toThrow(/foreign.?key/i)
    expect(await db.prisma.$queryRaw`SELECT * FROM child`).toEqual([])
  })

  test('a COMMIT after a swallowed failure is an error, and the connection stays usable', async () => {
    const saving = db.prisma.$transaction(async (tx) => {
      await tx.user.create({ data: ada('hollow') })
      await tx.$executeRaw`SELECT 1/0`.catch(() => undefined)
    })
    await expect(saving).rejects.toThrow(/aborted/)
    expect(await db.prisma.user.count({ where: { username: 'hollow' } })).toBe(0)
    await db.prisma.user.create({ data: ada('after') })
    expect(await db.prisma.user.count({ where: { username: 'after' } })).toBe(1)
  })

  test('an error inside a transaction fails everything after it and rolls back', async () => {
    const saving = db.prisma.$transaction(async (tx) => {
      await tx.user.create({ data: ada('inside') })
      await expect(tx.user.create({ data: ada('inside') })).rejects.toMatchObject({ code: 'P2002' })
      await expect(tx.$queryRaw`SELECT 1`).rejects.toThrow(/aborted/)
      throw new Error('given up')
    })
    await expect(saving).rejects.toThrow('given up')
    expect(await db.prisma.user.count({ where: { username: 'inside' } })).toBe(0)
  })

  test.each(['ReadCommitted', 'RepeatableRead', 'Serializable'] as const)(
    'honours isolation level %s',
    async (level) => {
      const [row] = await db.prisma.$transaction(
        (tx) => tx.$queryRaw<{ level: string }[]>`SELECT current_setting('transaction_isolation') AS level`,
        { isolationLevel: level },
      )
      expect(row?.level.replace(' ', '')).toBe(level.toLowerCase())
    },
  )

  test('a nested transaction is a savepoint', async () => {
    await db.prisma.$transaction(async (tx) => {
      await tx.user.create({ data: ada('outer') })
      const nested = tx.$transaction(async (inner) => {
        await inner.user.create({ data: ada('nested') })
        await inner.$executeRaw`SELECT 1/0`
      })
      await expect(nested).rejects.toThrow(/zero/)
      await tx.user.create({ data: ada('outer too') })
    })
    const saved = await db.prisma.user.findMany({ where: { username: { in: ['outer', 'nested', 'outer too'] } } })
    expect(saved.map((user) => user.username).sort()).toEqual(['outer', 'outer too'])
  })

  test('values come back as they went in', async () => {
    const at = new Date('2026-03-29T02:30:00.123Z')
    const user = await db.prisma.user.create({ data: { ...ada('values ☃ \u{1F680} \'"\\'), createdAt: at } })
    expect((await db.prisma.user.findUniqueOrThrow({ where: { id: user.id } })).createdAt).toEqual(at)
    const raw = await db.sql.query('SELECT "createdAt" FROM "User" WHERE id = $1 AND "createdAt" = $2', [user.id, at])
    expect(raw.rows).toEqual([{ createdAt: at }])

    const byDefault = await db.prisma.user.create({ data: ada('now') })
    expect(Math.abs(byDefault.createdAt.getTime() - Date.now())).toBeLessThan(60_000)
    const { rows } = await db.sql.query('SELECT CURRENT_TIMESTAMP::timestamp(3) AS now')
    expect(Math.abs(rows[0].now.getTime() - Date.now())).toBeLessThan(60_000)

    const credential = await db.prisma.credential.create({
      data: { name: 'c', kind: 'PASSWORD', username: 'u', sealed: 's' },
    })
    const facts = { nested: [1, 2.5, null, { deep: 'é\n' }], empty: {}, no: false }
    const server = await db.prisma.server.create({
      data: { name: 's', host: 'h', credentialId: credential.id, labels: ['a,b', '{}', '"', ''], lastCheck: facts },
    })
    const read = await db.prisma.server.findUniqueOrThrow({ where: { id: server.id } })
    expect(read.labels).toEqual(['a,b', '{}', '"', ''])
    expect(read.lastCheck).toEqual(facts)

    const project = await db.prisma.project.create({ data: { title: 'p', repositoryUrl: 'r' } })
    const build = await db.prisma.build.create({
      data: {
        projectId: project.id,
        commit: 'c',
        cacheKey: 'k',
        sha256: 's',
        sizeBytes: 9_007_199_254_740_993n,
        fileCount: 1,
      },
    })
    expect(build.sizeBytes).toBe(9_007_199_254_740_993n)

    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256))
    const echoed = await db.sql.query('SELECT $1::bytea AS bytes', [bytes])
    expect(bytes.equals(echoed.rows[0].bytes)).toBe(true)
  })

  test('transactions at the same time wait for each other instead of failing', async () => {
    let running = 0
    const names = ['t1', 't2', 't3', 't4', 't5']
    await Promise.all(
      names.map((name) =>
        db.prisma.$transaction(async (tx) => {
          running += 1
          await tx.user.create({ data: ada(name) })
          await tx.$queryRaw`SELECT pg_sleep(0.3)::text`
          running -= 1
        }),
      ),
    )
    expect(running).toBe(0)
    expect(await db.prisma.user.count({ where: { username: { in: names } } })).toBe(5)
  })

  test('a transaction that outlives its time is undone, and who waited too long leaves nothing behind', async () => {
    let proceed = () => {}
    const held = db.prisma.$transaction(
      async (tx) => {
        await tx.user.create({ data: ada('late') })
        await new Promise<void>((resolve) => {
          proceed = resolve
        })
        await tx.user.create({ data: ada('later') })
      },
      { timeout: 300 },
    )
    await expect(db.prisma.$transaction((tx) => tx.user.count(), { maxWait: 1 }).catch(String)).resolves.toBeDefined()
    // The next query waits until the held transaction is over where there is only one connection.
    await db.prisma.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(0.5)::text`)
    proceed()
    await expect(held).rejects.toMatchObject({ code: 'P2028' })
    expect(await db.prisma.user.count({ where: { username: { in: ['late', 'later'] } } })).toBe(0)
  })

  test('a dropped connection takes its transaction and prepared statements with it', async () => {
    const client = await db.sql.connect()
    await client.query('BEGIN')
    await client.query({ name: 'mine', text: 'INSERT INTO parent VALUES ($1)', values: [7] })
    client.release(true)
    const next = await db.sql.connect()
    await next
      .query({ name: 'mine', text: 'SELECT count(*)::int AS n FROM parent WHERE id = $1', values: [7] })
      .then(({ rows }) => expect(rows).toEqual([{ n: 0 }]))
    next.release()
  })

  test('one release runs at a time in an environment', async () => {
    const user = await db.prisma.user.create({ data: ada('releaser') })
    const project = await db.prisma.project.create({ data: { title: 'one at a time', repositoryUrl: 'r' } })
    const environment = await db.prisma.environment.create({
      data: { projectId: project.id, name: 'e', kind: 'TEST', path: '/srv' },
    })
    const release = (status: 'RUNNING' | 'CANCELLING' | 'QUEUED') =>
      db.prisma.release.create({
        data: {
          status,
          environmentId: environment.id,
          revision: 'main',
          commit: 'c',
          directory: 'd',
          snapshot: {},
          createdById: user.id,
        },
      })
    await release('RUNNING')
    await release('QUEUED')
    await expect(release('CANCELLING')).rejects.toMatchObject({ code: 'P2002' })
  })
})
