import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bus, StreamHint } from '../../apps/api/src/platform/bus/bus.ts'
import { createRedisBus } from '../../apps/api/src/platform/bus/redis-bus.ts'
import { collector, describeBusContract } from '../../apps/api/src/platform/bus/testing/bus-contract.ts'
import { startTestRedis, type TestRedis } from '../support/redis.ts'

let redis: TestRedis
const open: Bus[] = []
const connect = (prefix = 'test:') => {
  const bus = createRedisBus({ url: redis.url, prefix })
  open.push(bus)
  return bus
}

beforeAll(async () => {
  redis = await startTestRedis()
})
afterAll(async () => {
  for (const bus of open) await bus.close()
  await redis.stop()
})

describe('the bus over Redis', () => {
  let round = 0
  describeBusContract(async () => {
    const prefix = `round-${round++}:`
    const near = connect(prefix)
    const far = connect(prefix)
    await Promise.all([near.ping(5_000), far.ping(5_000)])
    return { near, far }
  })

  test('installations with other prefixes do not hear each other', async () => {
    const [mine, theirs] = [connect('mine:'), connect('theirs:')]
    await theirs.ping(5_000)
    const received = collector<StreamHint>()
    await mine.subscribe('stream:a', received.add)
    theirs.publish('stream:a', { epoch: 1, headSeq: 1, events: [] })
    await mine.ping(5_000)
    mine.publish('stream:a', { epoch: 1, headSeq: 2, events: [] })
    expect((await received.next()).headSeq).toBe(2)
  })

  test('after a death of Redis it tells the interruption, and hints flow again', async () => {
    const [near, far] = [connect(), connect()]
    const received = collector<StreamHint>()
    const interruptions = collector<'interrupted'>()
    await near.subscribe('stream:a', received.add)
    near.onInterruption(() => interruptions.add('interrupted'))
    await redis.kill()
    far.publish('stream:a', { epoch: 1, headSeq: 1, events: [] })
    await expect(near.ping(200)).rejects.toThrow()
    await redis.restart()
    await interruptions.next()
    // The far end comes back on its own time; until then its hints are lost, as they may be.
    await expect
      .poll(
        () =>
          far.ping(500).then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true)
    far.publish('stream:a', { epoch: 1, headSeq: 2, events: [] })
    expect((await received.next()).headSeq).toBe(2)
  })

  test('a subscription made while Redis is dead comes into force with it; publishing then is no failure', async () => {
    await redis.kill()
    const bus = connect()
    const received = collector<StreamHint>()
    bus.publish('stream:late', { epoch: 1, headSeq: 1, events: [] })
    const subscribed = bus.subscribe('stream:late', received.add)
    await redis.restart()
    await subscribed
    await expect
      .poll(
        () =>
          bus.ping(500).then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true)
    bus.publish('stream:late', { epoch: 1, headSeq: 2, events: [] })
    expect((await received.next()).headSeq).toBe(2)
  })

  test('closing while Redis is dead leaves no rejection behind', async () => {
    await redis.kill()
    const bus = connect()
    bus.subscribe('stream:never', () => {}).catch(() => {})
    await bus.close()
    await redis.restart()
  })
})
