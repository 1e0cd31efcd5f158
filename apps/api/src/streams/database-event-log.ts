import type { Bus } from '../platform/bus/bus.ts'
import type { Database } from '../platform/database/database.ts'
import { type RawSql, runRawTransaction, type Worked } from '../platform/database/raw-transaction.ts'
import type { EventLog, NewEvent, RawLogTransaction, StoredEvent, StreamPosition } from './event-log.ts'
import { APPEND_LINKED, beginningOfChain, digestOfLine } from './linked-lines.ts'
import { storableJson } from './storable-json.ts'

/** Hints above this size, in characters of JSON, travel without their events. Larger than what a run writes of output at once. */
const HINT_SIZE = 128 * 1024
const ATTEMPTS = 5

// One statement: the upsert takes the stream's row lock, so that seqs are given out in the order of the commits.
// Times are bound as UTC text and read as epoch milliseconds: the columns carry no zone, and no driver may add its own.
const APPEND = `
  WITH head AS (
    INSERT INTO "Stream" (id, "lastSeq") VALUES ($1, $2::int)
    ON CONFLICT (id) DO UPDATE SET "lastSeq" = "Stream"."lastSeq" + $2::int
    RETURNING "lastSeq", epoch
  ), added AS (
    INSERT INTO "StreamEvent" ("streamId", seq, kind, key, payload, at)
    SELECT $1, head."lastSeq" - $2::int + event.n, event.kind, NULLIF(event.key, ''), event.payload::jsonb, event.at::timestamp(3)
    FROM head, unnest($3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS event (kind, key, payload, at, n)
  )
  SELECT "lastSeq", epoch FROM head`

const COLUMNS = `seq, kind, key, payload, (extract(epoch FROM at) * 1000)::float8 AS at`
const READ = `SELECT ${COLUMNS} FROM "StreamEvent" WHERE "streamId" = $1 AND seq > $2 ORDER BY seq LIMIT $3`
const READ_KEY = `SELECT ${COLUMNS} FROM "StreamEvent" WHERE "streamId" = $1 AND seq > $2 AND key = $4 ORDER BY seq LIMIT $3`
const POSITIONS = `SELECT id, "lastSeq", epoch FROM "Stream" WHERE id = ANY($1::text[])`

interface EventRow extends Pick<StoredEvent, 'seq' | 'kind' | 'key' | 'payload'> {
  at: number
}

/** The log in the database; `bus` gets a hint after each commit. */
export function createEventLog({
  database,
  bus,
  clock,
}: {
  database: Database
  bus: Bus
  clock: { now(): Date }
}): EventLog {
  const positions = async (streamIds: string[]): Promise<Map<string, StreamPosition>> => {
    const { rows } = await database.sql.query<{ id: string; lastSeq: number; epoch: number }>(POSITIONS, [streamIds])
    return new Map(rows.map(({ id, lastSeq, epoch }) => [id, { head: lastSeq, epoch }]))
  }

  /** `run` opens a transaction of its kind for each attempt; what was to follow the commit follows it. */
  const attempt = async <T, D extends RawSql>(
    run: (work: (db: D) => Promise<Worked<T>>) => Promise<T>,
    work: (tx: RawLogTransaction & { db: D }) => Promise<T>,
  ): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const afterCommit: (() => void)[] = []
      const publishLater = (appended: StoredEvent[], size: number, epoch: number) => publish(bus, appended, size, epoch)
      try {
        const result = await run(async (db) => {
          const left: Promise<unknown>[] = []
          const withCommit = (statements: Promise<unknown>) => void left.push(heardLater(statements))
          const result = await work(logTransaction(db, { clock, afterCommit, withCommit, publishLater }))
          return { result, underWay: heardLater(Promise.all(left)) }
        })
        for (const action of afterCommit) action()
        return result
      } catch (error) {
        if (tries >= ATTEMPTS || !isConflict(error)) throw error
      }
    }
  }

  return {
    transaction: (work) =>
      attempt(
        (inside) =>
          database.prisma.$transaction(
            async (db) => {
              const { result, underWay } = await inside(db)
              await underWay
              return result
            },
            { maxWait: 10_000, timeout: 15_000 },
          ),
        work,
      ),
    rawTransaction: (work) => attempt((inside) => runRawTransaction(database.sql, inside), work),
    async read(streamId, { after, limit, key = null }) {
      const { rows } = await database.sql.query<EventRow>(
        key === null ? READ : READ_KEY,
        key === null ? [streamId, after, limit] : [streamId, after, limit, key],
      )
      return rows.map((row) => ({ ...row, streamId, at: new Date(row.at) }))
    },
    head: async (streamId) => (await positions([streamId])).get(streamId)?.head ?? 0,
    positions,
  }
}

/** Its failure comes out with the commit; work that fails before that has a failure of its own. */
function heardLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

interface TransactionParts {
  clock: { now(): Date }
  afterCommit: (() => void)[]
  withCommit(statements: Promise<unknown>): void
  publishLater(appended: StoredEvent[], size: number, epoch: number): void
}

function logTransaction<D extends RawSql>(
  db: D,
  { clock, afterCommit, withCommit, publishLater }: TransactionParts,
): RawLogTransaction & { db: D } {
  return {
    db,
    afterCommit: (action) => void afterCommit.push(action),
    withCommit,
    async append(streamId, events) {
      if (events.length === 0) return []
      const stored = events.map((event) => toStored(streamId, event, clock))
      const [head] = await db.$queryRawUnsafe<{ lastSeq: number; epoch: number }[]>(
        APPEND,
        streamId,
        stored.length,
        stored.map(({ event }) => event.kind),
        stored.map(({ event }) => event.key ?? ''),
        stored.map(({ json }) => json),
        stored.map(({ event }) => event.at.toISOString()),
      )
      if (!head) throw new Error(`Appending to the stream ${streamId} gave no head.`)
      const appended = stored.map(({ event }, index) => ({
        ...event,
        seq: head.lastSeq - stored.length + index + 1,
      }))
      const size = stored.reduce((sum, { json }) => sum + json.length, 0)
      afterCommit.push(() => publishLater(appended, size, head.epoch))
      return appended
    },
    async appendLinked(streamId, added) {
      const { event, json } = toStored(streamId, added, clock)
      const { kind, key, at } = event
      const what = [streamId, kind, key ?? '', json, at.toISOString(), beginningOfChain(streamId), digestOfLine(event)]
      const [head] = await db.$queryRawUnsafe<{ lastSeq: number; epoch: number }[]>(APPEND_LINKED, ...what)
      if (!head) throw new Error(`Appending to the stream ${streamId} gave no head.`)
      const appended = { ...event, seq: head.lastSeq }
      afterCommit.push(() => publishLater([appended], json.length, head.epoch))
      return appended
    },
  }
}

function toStored(streamId: string, event: NewEvent, clock: { now(): Date }): { event: StoredEvent; json: string } {
  const { json, value } = storableJson(event.payload)
  const at = event.at ?? clock.now()
  return { event: { streamId, seq: 0, kind: event.kind, key: event.key || null, payload: value, at }, json }
}

/** `size` of the payloads, in characters of JSON. */
function publish(bus: Bus, appended: StoredEvent[], size: number, epoch: number) {
  const last = appended.at(-1)
  if (!last) return
  const events = appended.map(({ seq, kind, key, payload, at }) => ({ seq, kind, key, payload, at: at.toISOString() }))
  const travels = appended.length <= 500 && size <= HINT_SIZE
  bus.publish(`stream:${last.streamId}`, { epoch, headSeq: last.seq, events: travels ? events : [] })
}

/** Prisma's name for a deadlock or a serialization failure, or Postgres' own inside a raw query. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return ['P2034', '40P01', '40001'].includes(code) || /\b(40P01|40001)\b/.test(error.message)
}
