// CPU of the server process per delivered message: one stream, SOCKETS followers over WebSocket, RATE messages a second,
// each committed to Postgres before it is hinted over Redis. Once with executions shared, once with one for each follower.
import { setTimeout as pause } from 'node:timers/promises'
import { follow } from '../support/chaos/follower.ts'
import { startChaosNode } from '../support/chaos/start-node.ts'
import { migrationsDirectory } from '../support/database.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { startTestRedis } from '../support/redis.ts'

const SOCKETS = Number(process.env.SOCKETS ?? 200)
const RATE = Number(process.env.RATE ?? 20)
const SECONDS = Number(process.env.SECONDS ?? 8)
const fields = 'seq kind text'
const variants = { shared: fields, 'one execution each': `${fields} mine` }

const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()])
try {
  for (const [name, selection] of Object.entries(variants)) {
    const { url: databaseUrl } = await postgres.createDatabase()
    const node = await startChaosNode({ databaseUrl, migrations: migrationsDirectory, redisUrl: redis.url })
    const query = `subscription ($after: Int) { items(after: $after) { ${selection} } }`
    const followers = Array.from({ length: SOCKETS }, () => follow({ url: () => node.url, query, cutEveryMs: null }))
    await node.ask({ do: 'append', texts: ['first'] })
    await Promise.all(followers.map((follower) => follower.reach(1)))
    const before = await node.ask({ do: 'measure' })
    const messages = RATE * SECONDS
    for (let n = 0; n < messages; n++) {
      await Promise.all([node.ask({ do: 'append', texts: ['x'.repeat(300)] }), pause(1_000 / RATE)])
    }
    await Promise.all(followers.map((follower) => follower.reach(1 + messages)))
    const after = await node.ask({ do: 'measure' })
    const micros = (after.cpuMicros - before.cpuMicros) / (messages * SOCKETS)
    const faults = followers.flatMap((follower) => follower.faults).length
    console.log(
      `${name}: ${micros.toFixed(1)} µs CPU per delivery, ${Math.round(after.rssBytes / 2 ** 20)} MB, ${faults} faults`,
    )
    for (const follower of followers) follower.stop()
    await node.kill()
  }
} finally {
  await Promise.all([postgres.stop(), redis.stop()])
}
