import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { openTestPool, startTestPostgres, type TestPostgres } from '../postgres.ts'
import { freePort, type SendoffProcess, startProcess } from '../processes.ts'
import { startTestRedis, type TestRedis } from '../redis.ts'
import { type Caller, createCaller } from '../topology/caller.ts'
import { seededChance } from '../topology/chance.ts'
import { type Balancer, openBalancer } from './balancer.ts'
import { addPeople, type Person } from './people.ts'

/** Two api processes behind a balancer, one Postgres, one Redis, and people with tokens. */
export interface ChatScene {
  readonly balancer: Balancer
  readonly postgres: TestPostgres
  readonly redis: TestRedis
  readonly database: pg.Pool
  /** The first one is an admin. */
  readonly people: Person[]
  readonly nodes: SendoffProcess[]
  personAt(number: number): Person
  /** Makes a room of which all people are members. */
  openRoom(name: string): Promise<string>
  /** SIGKILL; the balancer goes past it until it was started again. */
  kill(node: number): Promise<void>
  restart(node: number): Promise<void>
  close(): Promise<void>
}

export async function openChatScene(options: { people: number; seed: number }): Promise<ChatScene> {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()])
  const { url } = await postgres.createDatabase()
  const database = openTestPool(url)
  const people = await addPeople(database, options.people)
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-chat-'))
  const key = randomBytes(32).toString('base64')
  const ports = [await freePort(), await freePort()]
  const start = (node: number) =>
    startProcess({
      entry: 'main',
      port: ports[node] ?? 0,
      nodeArgs: ['--inspect-port=0'],
      env: {
        DATABASE_URL: url,
        REDIS_URL: redis.url,
        SENDOFF_PROCESS: 'api',
        SENDOFF_DATA: join(folder, `node-${node}`),
        SENDOFF_MASTER_KEY: key,
        SENDOFF_MESSAGES_PER_5S: '10000',
        SENDOFF_LOG_LEVEL: 'error',
      },
    })
  const nodes = await Promise.all(ports.map((_, node) => start(node)))
  const balancer = await openBalancer({ nodes: () => ports, chance: seededChance(options.seed) })
  const personAt = (number: number) => people[number % people.length] as Person
  const caller = (person: Person): Caller => createCaller(person.token)

  return {
    balancer,
    postgres,
    redis,
    database,
    people,
    nodes,
    personAt,
    async openRoom(name) {
      const ask = <T>(person: Person, query: string, variables: object) =>
        caller(person).ask<T>(nodes[0]?.url ?? '', query, { ...variables })
      const { createRoom } = await ask<{ createRoom: { id: string } }>(
        personAt(0),
        'mutation ($name: String!) { createRoom(name: $name) { id } }',
        { name },
      )
      for (const person of people.slice(1)) {
        await ask(person, 'mutation ($id: ID!) { joinRoom(roomId: $id) { id } }', { id: createRoom.id })
      }
      return createRoom.id
    },
    async kill(node) {
      await nodes[node]?.kill()
    },
    async restart(node) {
      nodes[node] = await start(node)
    },
    async close() {
      await balancer.close()
      await Promise.all(nodes.map((node) => node.kill()))
      await database.end()
      await Promise.all([postgres.stop(), redis.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
