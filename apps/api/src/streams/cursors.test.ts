import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Bus, StreamHint } from '../platform/bus/bus.ts'
import { createInProcessBus } from '../platform/bus/in-process-bus.ts'
import { followAccessChanges } from './access-changes.ts'
import { createAccessWatch } from './access-watch.ts'
import { createEventCursors } from './cursors.ts'
import type { FollowOptions, StoredEvent } from './event-log.ts'
import { createHubs, type HubsOptions } from './hubs.ts'
import { createMemoryLog } from './testing/memory-log.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

function setUp(bus: Bus = createInProcessBus(), options: HubsOptions = {}) {
  const log = createMemoryLog(bus)
  const hubs = createHubs({ log, bus, options: { gapMs: 1, beatMs: 20, ...options } })
  const accessWatch = createAccessWatch(bus, (signal) => followAccessChanges({ log, hubs }, signal))
  const aborter = new AbortController()
  const cursors = createEventCursors({ log, hubs, accessWatch })
  cleanups.push(() => {
    aborter.abort()
    hubs.close()
    accessWatch.close()
  })
  const follow = (after: number | null, more: Partial<FollowOptions> = {}) =>
    cursors.follow('s', { after, signal: aborter.signal, ...more })
  return { bus, log, hubs, follow, aborter }
}

const append = (log: ReturnType<typeof createMemoryLog>, count: number, key: string | null = null) =>
  log.append('s', ...Array.from({ length: count }, (_, n) => ({ kind: 'n', key, payload: { n } })))

async function take(events: AsyncIterator<StoredEvent>, count: number): Promise<StoredEvent[]> {
  const taken: StoredEvent[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done) break
    taken.push(value)
  }
  return taken
}

const seqs = (events: StoredEvent[]) => events.map((event) => event.seq)
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, n) => from + n)

describe('a cursor', () => {
  test('that cannot start leaves nobody behind who listens for changed rights', async () => {
    const log = { read: async () => [], positions: () => Promise.reject(new Error('the database is away')) }
    const broken = createHubs({ log, bus: createInProcessBus() })
    cleanups.push(() => broken.close())
    let listening = 0
    const watch = () => {
      listening += 1
      return { check() {}, due: false, markDue() {}, end: () => void listening-- }
    }
    const cursors = createEventCursors({ log, hubs: broken, accessWatch: { watch, close() {} } })
    await expect(cursors.follow('s', { after: 0, signal: new AbortController().signal }).next()).rejects.toThrow('away')
    expect(listening).toBe(0)
    expect(broken.size).toBe(0)
  })

  test('reads what is there and then what comes', async () => {
    const { log, follow } = setUp()
    append(log, 3)
    const events = follow(0)
    expect(seqs(await take(events, 3))).toEqual([1, 2, 3])
    append(log, 2)
    expect(seqs(await take(events, 2))).toEqual([4, 5])
  })

  test('null begins now and tells the head first, so that a reconnect can name it', async () => {
    const { log, follow } = setUp()
    append(log, 3)
    const events = follow(null, { heartbeatMs: 60_000 })
    const [heartbeat] = await take(events, 1)
    expect(heartbeat).toMatchObject({ kind: 'heartbeat', seq: 3 })
    append(log, 1)
    expect(seqs(await take(events, 1))).toEqual([4])
  })

  test('far behind, it pages through the database and joins the ring', async () => {
    const { log, follow, hubs } = setUp(createInProcessBus(), { ringEvents: 10 })
    append(log, 1_000)
    expect(seqs(await take(follow(0), 1_000))).toEqual(upTo(1_000))
    expect(hubs.counters.cursorPages).toBeGreaterThanOrEqual(4)
  })

  test('of one key gets only that part, from the database and from the ring', async () => {
    const { log, follow } = setUp()
    append(log, 300, 'a')
    append(log, 300, 'b')
    const events = follow(0, { key: 'b' })
    expect(seqs(await take(events, 300))).toEqual(upTo(600, 301))
    append(log, 2, 'a')
    append(log, 1, 'b')
    expect(seqs(await take(events, 1))).toEqual([603])
  })

  test('on a quiet stream tells the head every now and then', async () => {
    const { log, follow } = setUp()
    append(log, 2)
    const events = follow(2, { heartbeatMs: 10 })
    const beats = await take(events, 2)
    expect(beats.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['heartbeat', 2],
      ['heartbeat', 2],
    ])
  })

  test.each([-1, 1.5, 4])(
    'refuses the position %s that the stream has not reached, and says which it has',
    async (after) => {
      const { log, follow } = setUp()
      append(log, 3)
      await expect(follow(after).next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: /last seq is 3/ })
    },
  )

  test('ends at once when it is returned or aborted while it waits', async () => {
    const { follow, aborter } = setUp()
    const returned = follow(0)
    const waiting = returned.next()
    await returned.return?.()
    expect((await waiting).done).toBe(true)
    const aborted = follow(0).next()
    aborter.abort()
    expect((await aborted).done).toBe(true)
  })

  test('ends when its reader may no longer read', async () => {
    const { log, bus, follow } = setUp()
    let allowed = true
    const events = follow(0, { access: { userId: 'u', stillAllowed: async () => allowed } })
    append(log, 1)
    await take(events, 1)
    const next = events.next()
    bus.publish('access', { userId: 'somebody else', sessionId: null })
    allowed = false
    bus.publish('access', { userId: 'u', sessionId: null })
    append(log, 1)
    await expect(next).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('goes on with the database alone while the bus does not answer', async () => {
    const deaf: Bus = { ...createInProcessBus(), publish() {}, subscribe: () => new Promise(() => {}) }
    const { log, follow } = setUp(deaf, { busWaitMs: 1 })
    const events = follow(0)
    append(log, 1)
    await take(events, 1)
    append(log, 2)
    expect(seqs(await take(events, 2))).toEqual([2, 3])
  })
})

/** Loses, doubles, delays and reorders hints as the given numbers say. */
function unreliableBus(fates: number[]): Bus {
  const bus = createInProcessBus()
  let turn = 0
  const held: (() => void)[] = []
  return {
    ...bus,
    publish(topic, payload) {
      const send = () => bus.publish(topic, payload)
      const fate = fates[turn++ % fates.length]
      if (fate === 1) held.push(send)
      if (fate === 2) send()
      if (fate === 3) bus.publish(topic, { ...(payload as StreamHint), events: [] } as never)
      if (fate !== 0 && fate !== 1) send()
      if (fate === 4) for (const late of held.splice(0).reverse()) late()
    },
  }
}

test('whatever happens to hints, every cursor sees every event once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.record({ add: fc.integer({ min: 0, max: 6 }), pause: fc.boolean() }), { maxLength: 30 }),
      fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
      async (fates, script, joins) => {
        const { log, follow, hubs, aborter } = setUp(unreliableBus(fates), { ringEvents: 4, beatMs: 5 })
        append(log, 3)
        const total = 3 + script.reduce((sum, { add }) => sum + add, 0)
        const readers = joins.map(async (join) => {
          const after = join % 4
          return { after, got: seqs(await take(follow(after), total - after)) }
        })
        for (const { add, pause } of script) {
          if (add > 0) append(log, add)
          if (pause) await new Promise((resolve) => setImmediate(resolve))
        }
        for (const { after, got } of await Promise.all(readers)) expect(got).toEqual(upTo(total, after + 1))
        aborter.abort()
        hubs.close()
      },
    ),
    { numRuns: 150 },
  )
})
