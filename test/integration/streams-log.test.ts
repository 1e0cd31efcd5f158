import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamHint } from '../../apps/api/src/platform/bus/bus.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import type { RawSql } from '../../apps/api/src/platform/database/raw-transaction.ts'
import { createStreams, type Streams } from '../../apps/api/src/streams/streams.ts'
import { openTestDatabase } from '../support/database.ts'
import { startTestPostgres } from '../support/postgres.ts'

const bus = createInProcessBus()
/** The driver refuses it before it says anything to the server. */
const sendCircle = (db: RawSql) => {
  const circle = { itself: {} }
  circle.itself = circle
  return Promise.resolve(db.$queryRawUnsafe('SELECT $1::jsonb', circle))
}
const databases = {
  embedded: async () => ({ database: await openTestDatabase(), stop: async () => {} }),
  async postgres() {
    const server = await startTestPostgres()
    return { database: await (await server.createDatabase()).open(), stop: () => server.stop() }
  },
}

describe.each(['embedded', 'postgres'] as const)('the log on the database: %s', (kind) => {
  let database: Database
  let streams: Streams
  let stop: () => Promise<void>
  beforeAll(async () => {
    ;({ database, stop } = await databases[kind]())
    streams = createStreams({ database, bus, clock: { now: () => new Date() } })
  })
  afterAll(async () => {
    streams.close()
    await database.close()
    await stop()
  })

  const append = (streamId: string, ...kinds: string[]) =>
    streams.log.transaction((tx) =>
      tx.append(
        streamId,
        kinds.map((kind) => ({ kind, payload: { kind } })),
      ),
    )

  test('gives seqs without a hole and reads back exactly what was appended', async () => {
    const at = new Date('2026-11-21T08:00:00.123Z')
    const payload = { text: 'Grüße 🚀 "\\u0000" \n', list: [1, null, { deep: true }] }
    const [stored] = await streams.log.transaction((tx) => tx.append('a', [{ kind: 'k', key: 'step', payload, at }]))
    expect(stored).toEqual({ streamId: 'a', seq: 1, kind: 'k', key: 'step', payload, at })
    await append('a', 'x', 'y')
    const all = await streams.log.read('a', { after: 0, limit: 10 })
    expect(all.map((event) => event.seq)).toEqual([1, 2, 3])
    expect(all[0]).toEqual(stored)
    expect(await streams.log.read('a', { after: 0, limit: 10, key: 'step' })).toEqual([stored])
    expect((await streams.log.read('a', { after: 1, limit: 1 })).map((event) => event.kind)).toEqual(['x'])
    expect(await streams.log.head('a')).toBe(3)
    expect(await streams.log.head('nothing')).toBe(0)
  })

  test('a raw transaction is all or nothing too, and one that failed inside is not taken for saved', async () => {
    const said: string[] = []
    const write = (kind: string, then: (db: RawSql) => Promise<unknown>) =>
      streams.log.rawTransaction(async (tx) => {
        tx.afterCommit(() => void said.push(kind))
        await tx.append('raw', [{ kind, payload: null }])
        await then(tx.db)
      })
    await write('kept', async (db) =>
      expect(await db.$queryRaw`SELECT ${'x'}::text AS a, ${1}::int AS b`).toEqual([{ a: 'x', b: 1 }]),
    )
    await expect(write('thrown', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const fail = (db: RawSql) => Promise.resolve(db.$executeRawUnsafe('SELECT 1 / 0'))
    await expect(write('swallowed', (db) => fail(db).catch(() => {}))).rejects.toThrow()
    await write('kept', async (db) =>
      expect(await db.$executeRaw`UPDATE "Stream" SET epoch = epoch WHERE id = ${'raw'}`).toBe(1),
    )
    expect((await streams.log.read('raw', { after: 0, limit: 10 })).map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'kept'],
      [2, 'kept'],
    ])
    expect(said).toEqual(['kept', 'kept'])
  })

  test.each(['transaction', 'rawTransaction'] as const)(
    'what goes out with the commit is saved with it, or nothing is: %s',
    async (of) => {
      const id = `with-commit-${of}`
      const said: string[] = []
      const write = (name: string, divisor: number) =>
        streams.log[of](async (tx) => {
          tx.afterCommit(() => void said.push(name))
          const divide = () => Promise.resolve(tx.db.$queryRaw`SELECT 1 / ${divisor}::int`)
          tx.withCommit(Promise.all([tx.append(id, [{ kind: name, payload: null }]), divide()]))
          tx.withCommit(tx.append(id, [{ kind: `${name}, too`, payload: null }]))
          return name
        })
      expect(await write('saved', 1)).toBe('saved')
      await expect(write('refused', 0)).rejects.toThrow('division by zero')
      // Work that fails by itself does not wait for the failure of what it left under way.
      const failing = streams.log[of](async (tx) => {
        tx.withCommit(Promise.resolve(tx.db.$queryRaw`SELECT 1 / 0`))
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      // Nor may what could not even be sent leave the rest to be committed without it.
      const unsent = { 'the work': () => Promise.reject(new Error('unsent')), 'the driver': sendCircle }
      for (const [where, send] of Object.entries(unsent)) {
        const halved = streams.log[of](async (tx) => {
          tx.withCommit(Promise.all([tx.append(id, [{ kind: `half, ${where}`, payload: null }]), send(tx.db)]))
        })
        await expect(halved, where).rejects.toThrow(/unsent|circular|call stack/)
      }
      expect(await write('after', 1)).toBe('after')
      const kinds = (await streams.log.read(id, { after: 0, limit: 10 })).map((event) => event.kind)
      expect(kinds).toEqual(['saved', 'saved, too', 'after', 'after, too'])
      expect(said).toEqual(['saved', 'after'])
    },
  )

  test('transactions that lock two streams crosswise are run again, so that both succeed', async () => {
    const first = (one: string, other: string) => {
      let arrived = () => {}
      const reached = new Promise<void>((resolve) => {
        arrived = resolve
      })
      const run = (mayGoOn: Promise<void>) =>
        streams.log.transaction(async (tx) => {
          await tx.append(one, [{ kind: 'k', payload: null }])
          arrived()
          await mayGoOn
          await tx.append(other, [{ kind: 'k', payload: null }])
        })
      return { reached, run }
    }
    // The embedded database has one connection, so transactions follow one another there.
    if (kind === 'embedded') return
    const [left, right] = [first('x', 'y'), first('y', 'x')]
    await Promise.all([left.run(right.reached), right.run(left.reached)])
    expect([await streams.log.head('x'), await streams.log.head('y')]).toEqual([2, 2])
  })

  test('keeps what a program may print: NUL and lone surrogates become the replacement character', async () => {
    const [stored] = await streams.log.transaction((tx) => tx.append('b', [{ kind: 'k', payload: '\0 \ud800' }]))
    expect(stored?.payload).toBe('\ufffd \ufffd')
    expect(await streams.log.read('b', { after: 0, limit: 1 })).toEqual([stored])
  })

  test('hints go out after the commit, and not at all when the work fails', async () => {
    const hints: StreamHint[] = []
    const end = await bus.subscribe('stream:c', (hint) => hints.push(hint))
    const order: string[] = []
    await streams.log.transaction(async (tx) => {
      await tx.append('c', [{ kind: 'one', payload: 1 }])
      tx.afterCommit(() => order.push('after commit'))
      await new Promise((resolve) => setImmediate(resolve))
      expect(hints).toEqual([])
      order.push('work')
    })
    await expect(
      streams.log.transaction(async (tx) => {
        await tx.append('c', [{ kind: 'never', payload: 1 }])
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await append('c', 'two')
    await expect
      .poll(() => hints.map((hint) => [hint.headSeq, hint.events[0]?.kind]))
      .toEqual([
        [1, 'one'],
        [2, 'two'],
      ])
    expect(order).toEqual(['work', 'after commit'])
    end()
  })

  test('what is too large to travel arrives all the same', async () => {
    const signal = AbortSignal.timeout(10_000)
    const events = streams.cursors.follow('d', { after: 0, signal })
    const next = events.next()
    await streams.log.transaction((tx) => tx.append('d', [{ kind: 'big', payload: 'x'.repeat(200_000) }]))
    expect((await next).value).toMatchObject({ seq: 1, kind: 'big' })
    await events.return?.()
  })

  test('many writers at once: one gapless order, the same for the log and for a follower', async () => {
    const follower = streams.cursors.follow('e', { after: 0, signal: AbortSignal.timeout(20_000) })
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10; n++) await append('e', ...Array.from({ length: 1 + (n % 3) }, () => `${writer}`))
    })
    await Promise.all(writers)
    const head = await streams.log.head('e')
    const seen = []
    while (seen.length < head) seen.push((await follower.next()).value)
    expect(seen.map((event) => event.seq)).toEqual(Array.from({ length: head }, (_, n) => n + 1))
    const logged = await streams.log.read('e', { after: 0, limit: 1_000 })
    expect(seen).toEqual(logged.map((event) => ({ ...event, epoch: 1 })))
    await follower.return?.()
  })

  test('five thousand lines of output in one append', async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => ({
      kind: 'output',
      key: 'build',
      payload: { text: `line ${n}\n` },
    }))
    const stored = await streams.log.transaction((tx) => tx.append('f', lines))
    expect(stored.at(-1)?.seq).toBe(5_000)
    expect(await streams.log.positions(['f', 'a', 'none'])).toEqual(
      new Map([
        ['f', { head: 5_000, epoch: 1 }],
        ['a', { head: 3, epoch: 1 }],
      ]),
    )
  })
})
