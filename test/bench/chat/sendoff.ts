import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../apps/api/src/platform/database/open.ts'
import { addPeople, type Person } from '../../support/chat/people.ts'
import { migrationsDirectory } from '../../support/database.ts'
import { openTestPool } from '../../support/postgres.ts'
import { startProcess } from '../../support/processes.ts'
import { createCaller } from '../../support/topology/caller.ts'
import type { Backing, ChatServer, Contestant } from './contestant.ts'
import { graphql } from './dialects.ts'

const PEOPLE = 1_201
/** Enough for what the embedded database is asked. */
const FEW = 60

/** What the limits that protect a room from one caller must let through here, where all callers have one address. */
const limits = {
  SENDOFF_SOCKETS_PER_ADDRESS: '10000',
  SENDOFF_SOCKETS_PER_USER: '100',
  SENDOFF_MESSAGES_PER_5S: '10000',
}

/**
 * The built product as one api process, with Redis, and Postgres or its own database: every member is somebody else, signed
 * in with a token, and member of the room.
 */
export function sendoff(
  backing: Backing,
  { embedded = false, profile = false }: { embedded?: boolean; profile?: boolean } = {},
): Contestant {
  return {
    name: embedded ? 'Sendoff, embedded database' : 'Sendoff',
    durable: true,
    async start() {
      const folder = await mkdtemp(join(tmpdir(), 'sendoff-chat-bench-'))
      const data = join(folder, 'data')
      const databaseUrl = embedded ? null : await backing.createDatabase()
      const people = databaseUrl ? await addToPostgres(databaseUrl) : await addToEmbedded(data)
      const server = await startProcess({
        entry: 'main',
        env: {
          ...limits,
          ...(databaseUrl && { DATABASE_URL: databaseUrl, REDIS_URL: backing.redisUrl, SENDOFF_PROCESS: 'api' }),
          SENDOFF_DATA: data,
          SENDOFF_MASTER_KEY: randomBytes(32).toString('base64'),
          NODE_ENV: 'production',
        },
        nodeArgs: ['--inspect-port=0', ...(profile ? ['--cpu-prof', '--cpu-prof-dir=test-results'] : [])],
      })
      const admin = createCaller(people[0]?.token ?? '')
      const { createRoom } = await admin.ask<{ createRoom: { id: string } }>(
        server.url,
        'mutation { createRoom(name: "measured") { id } }',
      )
      await joinAll(server.url, people, createRoom.id)
      return {
        pid: server.pid,
        port: Number(new URL(server.url).port),
        dialect: roomDialect(createRoom.id, people),
        async close() {
          await (profile ? server.stop() : server.kill())
          await rm(folder, { recursive: true, force: true })
        },
      } satisfies ChatServer
    },
  }
}

async function addToPostgres(url: string): Promise<Person[]> {
  const pool = openTestPool(url, 1)
  return addPeople(pool, PEOPLE).finally(() => pool.end())
}

/** Before the server opens it: only one process may have it. */
async function addToEmbedded(directory: string): Promise<Person[]> {
  const database = await openDatabase({ directory, migrations: migrationsDirectory })
  return addPeople(database.sql, FEW).finally(() => database.close())
}

async function joinAll(url: string, people: Person[], roomId: string) {
  const waiting = [...people]
  const join = async () => {
    for (let person = waiting.pop(); person; person = waiting.pop()) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
        body: JSON.stringify({
          query: 'mutation ($id: ID!) { joinRoom(roomId: $id) { id } }',
          variables: { id: roomId },
        }),
      })
      const { errors } = (await response.json()) as { errors?: { message: string }[] }
      if (errors?.[0]) throw new Error(`joinRoom: ${errors[0].message}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, join))
}

/** The ten fields that the peers deliver, and those by which a client knows its place. */
const roomDialect = (roomId: string, people: Person[]) =>
  graphql({
    init: ({ number }) => ({ authorization: `Bearer ${people[number % people.length]?.token}` }),
    subscribe: ({ resumeAfter }) => ({
      query: `subscription ($roomId: ID!, $after: Int) {
        roomEvents(roomId: $roomId, after: $after) {
          seq kind epoch message { id roomId clientId author { id displayName } text sentAt revision }
        }
      }`,
      variables: { roomId, after: resumeAfter },
    }),
    send: (_, text, clientId) => ({
      query: 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }',
      variables: { input: { roomId, text, clientId } },
    }),
    greets: true,
  })
