import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWindows } from '../../../apps/api/src/modules/metrics/reading/window-rows.ts'
import { createRollingUp } from '../../../apps/api/src/modules/metrics/rolling/rolling-up.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

interface Sample {
  server: string
  at: number
  values: Record<string, number>
}

const now = () => Math.floor(Date.now() / 1000)

async function store(samples: Sample[]) {
  const text = JSON.stringify(
    samples.map(({ server, at, values }) => ({
      server,
      at,
      keys: Object.keys(values),
      figures: Object.values(values),
    })),
  )
  await database.sql.query(
    `INSERT INTO "MetricSample" ("subjectId", at, keys, values)
     SELECT server, at, keys, figures FROM jsonb_to_recordset($1::jsonb) AS t (server text, at bigint, keys text[], figures float8[])
     ON CONFLICT DO NOTHING`,
    [text],
  )
}
async function empty() {
  await database.sql.query('DELETE FROM "MetricSample"')
  await database.sql.query('DELETE FROM "MetricWindow"')
  await database.sql.query('UPDATE "MetricTier" SET "rolledTo" = 0')
}
const tiers = async () => (await database.sql.query('SELECT * FROM "MetricWindow" ORDER BY 1, 2, 3')).rows
const rolledTo = async () =>
  new Map(
    (await database.sql.query('SELECT seconds, "rolledTo"::float8 AS upto FROM "MetricTier"')).rows.map((row) => [
      row.seconds,
      row.upto,
    ]),
  )

/** Samples of the last two and a half hours, in no order, with holes. */
const sampled = fc.uniqueArray(
  fc.record({
    server: fc.constantFrom('a', 'b'),
    ago: fc.integer({ min: 0, max: 9_000 }),
    values: fc.record({ cpu: fc.integer({ min: 0, max: 100 }), load: fc.integer({ min: 0, max: 9 }) }, {
      minKeys: 1,
    } as never),
  }),
  { selector: ({ server, ago }) => `${server} ${ago}`, maxLength: 60 },
)

/** What a window must hold, from the samples themselves. */
function expected(samples: Sample[], seconds: number, before: number) {
  const found = new Map<string, { max: number; min: number; count: number; sum: number; last: number }>()
  for (const { server, at, values } of [...samples].sort((a, b) => a.at - b.at)) {
    const begins = Math.floor(at / seconds) * seconds
    if (begins >= before) continue
    for (const [key, value] of Object.entries(values)) {
      const name = `${server} ${begins} ${key}`
      const known = found.get(name)
      found.set(name, {
        max: Math.max(known?.max ?? value, value),
        min: Math.min(known?.min ?? value, value),
        ...{ count: (known?.count ?? 0) + 1, sum: (known?.sum ?? 0) + value, last: value },
      })
    }
  }
  return Object.fromEntries(found)
}

const told = (rows: Awaited<ReturnType<typeof tiers>>, seconds: number) =>
  Object.fromEntries(
    rows
      .filter((row) => row.seconds === seconds)
      .flatMap((row) =>
        row.keys.map((key: string, i: number) => [
          `${row.subjectId} ${row.at} ${key}`,
          { max: row.max[i], min: row.min[i], count: row.count[i], sum: row.sum[i], last: row.last[i] },
        ]),
      ),
  )

test('in every closed window of every tier: the extremes, the count, the sum and the last of its samples; a gap stays a gap', async () => {
  await fc.assert(
    fc.asyncProperty(sampled, fc.boolean(), async (drawn, twice) => {
      await empty()
      const base = now()
      const samples = drawn.map(({ server, ago, values }) => ({
        server,
        at: base - ago,
        values: values as Record<string, number>,
      }))
      await store(samples)
      const rolling = createRollingUp(database)
      await rolling.rollUp()
      if (twice) {
        // Done again from the beginning, it comes to the same.
        const first = await tiers()
        await database.sql.query('UPDATE "MetricTier" SET "rolledTo" = 0')
        await rolling.rollUp()
        expect(await tiers()).toEqual(first)
      }
      const rows = await tiers()
      for (const [seconds, upTo] of await rolledTo())
        expect(told(rows, seconds)).toEqual(expected(samples, seconds, upTo))
      // What readers see is every sample once, whatever is rolled up.
      for (const grain of [60, 600, 3600] as const) {
        const windows = await readWindows(database, ['a', 'b'], {
          grain,
          span: { from: base - 20_000, to: base + 60 },
          wanted: null,
        })
        const counted = [...windows.values()]
          .flat()
          .flatMap(({ points }) => [...points.values()].map(({ count }) => count))
        const all = samples.flatMap(({ values }) => Object.keys(values)).length
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(all)
      }
    }),
    { numRuns: 25 },
  )
})

test('samples that come late by up to two windows are in, at whatever moment it was rolled up before', async () => {
  await empty()
  const rolling = createRollingUp(database)
  const minute = Math.floor(now() / 60) * 60
  await store([{ server: 'a', at: minute - 150, values: { cpu: 10 } }])
  await rolling.rollUp()
  await store([{ server: 'a', at: minute - 149, values: { cpu: 99 } }])
  await database.sql.query('UPDATE "MetricTier" SET "rolledTo" = "rolledTo" - 60 WHERE seconds = 60')
  await rolling.rollUp()
  expect(told(await tiers(), 60)).toMatchObject({ [`a ${minute - 180} cpu`]: { max: 99, count: 2 } })
})

test('what was kept for its time goes, and what a window is still to be made of stays', async () => {
  await empty()
  const rolling = createRollingUp(database)
  const at = now()
  await store([{ server: 'gone', at: at - 5, values: { cpu: 1 } }])
  await store([{ server: 'gone', at: at - 100_000, values: { cpu: 1 } }])
  await rolling.clear()
  expect((await database.sql.query('SELECT 1 FROM "MetricSample"')).rowCount).toBe(0)
  const { prisma } = database
  const credential = await prisma.credential.create({
    data: { name: 'c', kind: 'PASSWORD', username: 'u', sealed: 'x' },
  })
  const { id } = await prisma.server.create({ data: { name: 's', host: 'h', credentialId: credential.id } })
  await store([{ server: id, at: at - 100_000, values: { cpu: 7 } }])
  await rolling.clear()
  expect((await database.sql.query('SELECT 1 FROM "MetricSample"')).rowCount).toBe(1)
  await rolling.rollUp()
  await rolling.clear()
  expect((await database.sql.query('SELECT 1 FROM "MetricSample"')).rowCount).toBe(0)
  // The minute is older than a day; ten minutes and the hour are kept.
  expect((await tiers()).map(({ seconds }) => seconds)).toEqual([600, 3600])
  const project = await prisma.project.create({ data: { title: 'p', repositoryUrl: 'r' } })
  const environment = { projectId: project.id, name: 'e', kind: 'TEST', path: '/srv/e' } as const
  const probe = await prisma.probe.create({
    data: {
      ...{ name: 'queue', kind: 'HTTP', unit: 'NUMBER', everySeconds: 5 },
      environment: { create: environment },
    },
  })
  await store([{ server: probe.id, at, values: { value: 3 } }])
  await rolling.clear()
  expect((await database.sql.query('SELECT 1 FROM "MetricSample"')).rowCount).toBe(1)
  await prisma.environment.deleteMany()
  await rolling.clear()
  expect((await database.sql.query('SELECT 1 FROM "MetricSample"')).rowCount).toBe(0)
})
