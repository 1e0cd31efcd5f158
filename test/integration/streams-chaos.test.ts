import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { follow } from '../support/chaos/follower.ts'
import { type ChaosNode, startChaosNode } from '../support/chaos/start-node.ts'
import { migrationsDirectory } from '../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTestRedis, type TestRedis } from '../support/redis.ts'

/** The chaos goes on until this much has happened, however slow the machine is. */
const ROUNDS = 8
const EVENTS = 500
const SHARED = 'subscription ($after: Int) { items(after: $after) { seq kind text } }'
const OWN = 'subscription ($after: Int) { items(after: $after) { seq kind text mine } }'

let postgres: TestPostgres
let redis: TestRedis
let database: Database
let databaseUrl = ''
const nodes: ChaosNode[] = []
const startNode = () => startChaosNode({ databaseUrl, migrations: migrationsDirectory, redisUrl: redis.url })

beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()])
  const created = await postgres.createDatabase()
  databaseUrl = created.url
  database = await created.open()
  nodes.push(...(await Promise.all([startNode(), startNode(), startNode()])))
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()))
  await database?.close()
  await Promise.all([postgres?.stop(), redis?.stop()])
})

test('sockets are cut, Redis dies and comes back empty, a node is killed: everybody has the log', async () => {
  let turn = 0
  const url = () => nodes[turn++ % nodes.length]?.url ?? ''
  const followers = Array.from({ length: 16 }, (_, n) =>
    follow({ url, query: n % 4 === 3 ? OWN : SHARED, cutEveryMs: n % 8 === 7 ? null : 150 }),
  )
  const acknowledged = new Set<string>()
  let writing = true
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let n = 0; writing; n++) {
      const texts = Array.from({ length: 1 + (n % 6) }, (_, part) => `${writer}.${n}.${part}`)
      const node = nodes[(writer + n) % nodes.length]
      // A node that is killed may or may not have committed: then the log decides.
      const done = await node?.ask({ do: 'append', texts }).catch(() => null)
      if (done) for (const text of texts) acknowledged.add(text)
      await pause(5)
    }
  })
  for (let round = 0; round < ROUNDS || acknowledged.size < EVENTS; round++) {
    await pause(1_000)
    await redis.kill()
    await pause(500)
    await redis.restart()
    if (round % 3 === 1) {
      await nodes[round % nodes.length]?.kill()
      nodes[round % nodes.length] = await startNode()
    }
  }
  writing = false
  await Promise.all(writers)

  const { rows } = await database.sql.query(`SELECT payload->>'text' AS text FROM "StreamEvent" ORDER BY seq`)
  const log = rows.map((row) => row.text)
  await Promise.all(followers.map((follower) => follower.reach(log.length)))
  for (const follower of followers) {
    expect(follower.faults).toEqual([])
    expect(follower.texts).toEqual(log)
    follower.stop()
  }
  const kept = new Set(log)
  expect([...acknowledged].filter((text) => !kept.has(text))).toEqual([])
  expect(followers.reduce((sum, follower) => sum + follower.cuts, 0)).toBeGreaterThan(100)
})
