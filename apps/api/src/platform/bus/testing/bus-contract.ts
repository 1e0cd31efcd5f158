import { expect, test } from 'vitest'
import type { Bus, StreamHint } from '../bus.ts'

const hint = (headSeq: number): StreamHint => ({
  epoch: 1,
  headSeq,
  events: [{ seq: headSeq, kind: 'test', key: null, payload: { text: 'Grüße 🚀' }, at: new Date(0).toISOString() }],
})

/** What every bus must do, whatever carries it. `connect` makes two ends of one bus; they may be the same. */
export function describeBusContract(connect: () => Promise<{ near: Bus; far: Bus }>) {
  test('a hint arrives whole at every listener of its topic and at no other', async () => {
    const { near, far } = await connect()
    const mine = collector<StreamHint>()
    const same = collector<StreamHint>()
    const foreign: StreamHint[] = []
    await near.subscribe('stream:a', mine.add)
    await far.subscribe('stream:a', same.add)
    await far.subscribe('stream:b', (received) => foreign.push(received))
    near.publish('stream:a', hint(1))
    expect(await mine.next()).toEqual(hint(1))
    expect(await same.next()).toEqual(hint(1))
    expect(foreign).toEqual([])
  })

  test('a subscription is in force when subscribe has resolved', async () => {
    const { near, far } = await connect()
    for (let round = 1; round <= 20; round++) {
      const received = collector<StreamHint>()
      const end = await near.subscribe('stream:round', received.add)
      far.publish('stream:round', hint(round))
      expect((await received.next()).headSeq).toBe(round)
      end()
    }
  })

  test('an ended subscription hears nothing, its neighbours still do', async () => {
    const { near, far } = await connect()
    const ended: StreamHint[] = []
    const kept = collector<StreamHint>()
    const end = await near.subscribe('stream:a', (received) => ended.push(received))
    await near.subscribe('stream:a', kept.add)
    end()
    end()
    far.publish('stream:a', hint(1))
    await kept.next()
    expect(ended).toEqual([])
  })

  test('a listener that throws disturbs neither the publisher nor the others', async () => {
    const { near, far } = await connect()
    const received = collector<StreamHint>()
    await near.subscribe('stream:a', () => {
      throw new Error('listener')
    })
    await near.subscribe('stream:a', received.add)
    far.publish('stream:a', hint(1))
    far.publish('stream:a', hint(2))
    expect([(await received.next()).headSeq, (await received.next()).headSeq]).toEqual([1, 2])
  })

  test('a closed bus accepts calls without a sound', async () => {
    const { near } = await connect()
    const end = await near.subscribe('stream:a', () => {})
    await near.close()
    near.publish('stream:a', hint(1))
    end()
  })
}

/** Values in the order in which they came, awaited one by one. */
export function collector<T>() {
  const values: T[] = []
  const waiting: ((value: T) => void)[] = []
  return {
    add(value: T) {
      const taker = waiting.shift()
      if (taker) taker(value)
      else values.push(value)
    },
    next(): Promise<T> {
      const value = values.shift()
      return value === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(value)
    },
  }
}
