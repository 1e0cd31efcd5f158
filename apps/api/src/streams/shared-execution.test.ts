import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Bus } from '../platform/bus/bus.ts'
import { createInProcessBus } from '../platform/bus/in-process-bus.ts'
import { followAccessChanges } from './access-changes.ts'
import { createAccessWatch } from './access-watch.ts'
import type { FollowOptions, StoredEvent } from './event-log.ts'
import { createHubs } from './hubs.ts'
import { createSharedExecution, type FrameSink } from './shared-execution.ts'
import { createMemoryLog } from './testing/memory-log.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

interface Peer {
  sink: FrameSink
  received: number[]
  /** Resolves when so many payloads have come. */
  has(count: number): Promise<number[]>
  stall(): void
  resume(): void
}

function createPeer(): Peer {
  const received: number[] = []
  let congested = false
  let onDrain = () => {}
  let onReceive = () => {}
  return {
    received,
    sink: {
      write(payloads) {
        received.push(...payloads.map((payload) => Number(payload.toString())))
        onReceive()
      },
      get congested() {
        return congested
      },
      drained: (signal) =>
        new Promise((resolve) => {
          onDrain = resolve
          signal.addEventListener('abort', () => resolve())
        }),
    },
    has: (count) =>
      new Promise((resolve) => {
        onReceive = () => received.length >= count && resolve(received)
        onReceive()
      }),
    stall: () => {
      congested = true
    },
    resume() {
      congested = false
      onDrain()
    },
  }
}

function setUp(bus: Bus = createInProcessBus(), ringEvents = 512) {
  const log = createMemoryLog(bus)
  const hubs = createHubs({ log, bus, options: { gapMs: 1, beatMs: 5, ringEvents } })
  const accessWatch = createAccessWatch(bus, (signal) => followAccessChanges({ log, hubs }, signal))
  const shared = createSharedExecution({ log, hubs, accessWatch })
  const aborter = new AbortController()
  cleanups.push(() => {
    aborter.abort()
    hubs.close()
    accessWatch.close()
  })
  let executions = 0
  const render = async (event: StoredEvent) => {
    executions += 1
    return Buffer.from(event.kind === 'heartbeat' ? `${-event.seq}` : `${event.seq}`)
  }
  const join = (after: number | null, options: Partial<FollowOptions> = {}) => {
    const peer = createPeer()
    const plan = { streamId: 's', options: { after, signal: aborter.signal, ...options } }
    const delivery = shared.join({ groupKey: 'document', plan, render, sink: peer.sink })
    const ended = delivery.next()
    ended.catch(() => {})
    return { ...peer, ended, leave: () => delivery.return?.() }
  }
  const append = (count: number, key: string | null = null) =>
    log.append('s', ...Array.from({ length: count }, () => ({ kind: 'n', key, payload: null })))
  return { bus, hubs, shared, join, append, aborter, executions: () => executions }
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, n) => from + n)

describe('shared execution', () => {
  test('executes an event once for all, and replays to late ones without executing', async () => {
    const { join, append, executions } = setUp()
    const peers = [join(0), join(0), join(0)]
    append(5)
    for (const peer of peers) expect(await peer.has(5)).toEqual(upTo(5))
    expect(executions()).toBe(5)
    const late = join(0)
    expect(await late.has(5)).toEqual(upTo(5))
    expect(executions()).toBe(5)
  })

  test('a stalled peer delays nobody and reads on where it stood', async () => {
    const { join, append } = setUp(createInProcessBus(), 8)
    const quick = join(0)
    const slow = join(0)
    append(2)
    await Promise.all([quick.has(2), slow.has(2)])
    slow.stall()
    for (let n = 0; n < 30; n++) {
      append(1)
      await quick.has(3 + n)
    }
    expect(slow.received).toEqual([1, 2])
    slow.resume()
    expect(await slow.has(32)).toEqual(upTo(32))
    append(1)
    expect(await slow.has(33)).toEqual(upTo(33))
  })

  test('of one key only, and from now with the head told first', async () => {
    const { join, append } = setUp()
    append(3, 'a')
    const peer = join(null, { key: 'b', heartbeatMs: 60_000 })
    expect(await peer.has(1)).toEqual([-3])
    append(1, 'a')
    append(2, 'b')
    expect(await peer.has(3)).toEqual([-3, 5, 6])
  })

  test('a quiet stream tells its head', async () => {
    const { join, append } = setUp()
    append(2)
    const peer = join(2, { heartbeatMs: 10 })
    expect((await peer.has(3)).slice(0, 3)).toEqual([-2, -2, -2])
  })

  test('ends the one whose rights were taken, and nobody else', async () => {
    const { join, append, bus } = setUp()
    let allowed = true
    const mine = join(0, { access: { userId: 'u', stillAllowed: () => allowed } })
    const other = join(0, { access: { userId: 'v', stillAllowed: () => true } })
    append(1)
    await Promise.all([mine.has(1), other.has(1)])
    allowed = false
    bus.publish('access', { userId: 'u', sessionId: null })
    await expect(mine.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
    append(1)
    expect(await other.has(2)).toEqual([1, 2])
    expect(mine.received).toEqual([1])
  })

  test('refuses a position beyond the head; the last one to leave closes the group', async () => {
    const { join, append, shared } = setUp()
    append(1)
    await expect(join(7).ended).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    const peer = join(0)
    await peer.has(1)
    expect(shared.groups).toBe(1)
    await peer.leave()
    await peer.ended
    expect(shared.groups).toBe(0)
    const again = join(0)
    expect(await again.has(1)).toEqual([1])
  })

  test('whatever stalls and whoever comes and goes, everyone gets every event once and in order', async () => {
    const step = fc.record({ add: fc.nat({ max: 12 }), toggle: fc.nat({ max: 3 }), joinAt: fc.nat({ max: 5 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (script) => {
        const { join, append, aborter, hubs } = setUp(createInProcessBus(), 6)
        append(5)
        const peers = [0, 2, 5].map((after) => ({ after, peer: join(after), stalled: false }))
        let total = 5
        for (const { add, toggle, joinAt } of script) {
          total += add
          append(add)
          const target = peers[toggle]
          if (target) {
            target.stalled = !target.stalled
            if (target.stalled) target.peer.stall()
            else target.peer.resume()
          }
          if (joinAt < 2) peers.push({ after: joinAt, peer: join(joinAt), stalled: false })
          await new Promise((resolve) => setImmediate(resolve))
        }
        for (const { peer } of peers) peer.resume()
        for (const { after, peer } of peers) expect(await peer.has(total - after)).toEqual(upTo(total, after + 1))
        aborter.abort()
        hubs.close()
      }),
      { numRuns: 80 },
    )
  })
})
