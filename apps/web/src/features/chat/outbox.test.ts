import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Failure } from '../../graphql/failure.ts'
import { newClientId, type Outgoing } from './outbox.ts'
import { createOutboxStorage, type Shelf } from './outbox-storage.ts'
import { messageAt } from './room-log.fixture.ts'
import { createSendQueue, type Sending } from './send-queue.ts'

function createShelf(): Shelf {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

const refused = (code: string, extensions: Record<string, unknown> = {}): { failure: Failure } => ({
  failure: { code, message: `no: ${code}`, fields: {}, extensions },
})
const words = (text: string) => ({ text, replyTo: null, attachments: [] })

/** A tab, whose server answers as the test says. */
function openTab(shelf = createShelf()) {
  const asked: { outgoing: Outgoing; signal: AbortSignal; answer(sending: Sending): Promise<void> }[] = []
  let shown: readonly Outgoing[] = []
  const queue = createSendQueue({
    roomId: 'r',
    viewerId: 'ann',
    storage: createOutboxStorage(shelf, 'ann', 'r'),
    send: (outgoing, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        asked.push({
          outgoing,
          signal,
          answer: async (sending) => {
            resolve(sending)
            await vi.advanceTimersByTimeAsync(0)
          },
        })
      }),
    onChange: (all) => {
      shown = all
    },
  })
  return {
    queue,
    asked,
    shelf,
    get states() {
      return shown.map(({ text, state }) => `${text} ${state}`)
    },
  }
}

const committed = { message: messageAt(1) }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('sending', () => {
  test('a message is shown at once, confirmed, and gone when the room shows it', async () => {
    const tab = openTab()
    const { clientId } = tab.queue.write(words('hi'))
    expect(tab.states).toEqual(['hi PENDING'])
    await tab.asked[0]?.answer(committed)
    expect(tab.states).toEqual(['hi SENT'])
    expect(tab.shelf.length).toBe(0)
    tab.queue.see([messageAt(1, { clientId })])
    expect(tab.states).toEqual([])
  })

  test('an event that is faster than the answer settles it, and the answer changes nothing', async () => {
    const tab = openTab()
    const { clientId } = tab.queue.write(words('hi'))
    tab.queue.write(words('there'))
    tab.queue.see([messageAt(1, { clientId })])
    expect(tab.states).toEqual(['there PENDING'])
    await tab.asked[0]?.answer(committed)
    expect(tab.asked.map(({ outgoing }) => outgoing.text)).toEqual(['hi', 'there'])
  })

  test('somebody else’s message under the same id is not mine', () => {
    const tab = openTab()
    const { clientId } = tab.queue.write(words('hi'))
    tab.queue.see([messageAt(1, { clientId, author: { id: 'bob', displayName: 'Bob' } })])
    expect(tab.states).toEqual(['hi PENDING'])
  })

  test('one after the other, in the order of writing', async () => {
    const tab = openTab()
    for (const text of ['a', 'b', 'c']) tab.queue.write(words(text))
    expect(tab.asked).toHaveLength(1)
    for (const index of [0, 1, 2]) await tab.asked[index]?.answer(committed)
    expect(tab.asked.map(({ outgoing }) => outgoing.text)).toEqual(['a', 'b', 'c'])
  })

  test('ten seconds without an answer: it waits, and is sent again under the same id', async () => {
    const tab = openTab()
    const { clientId } = tab.queue.write(words('hi'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(tab.states).toEqual(['hi QUEUED'])
    await vi.advanceTimersByTimeAsync(1_100)
    expect(tab.asked[1]?.outgoing.clientId).toBe(clientId)
  })

  test('too fast: waits as long as the server says', async () => {
    const tab = openTab()
    tab.queue.write(words('hi'))
    await tab.asked[0]?.answer(refused('RATE_LIMITED', { retryAfterMs: 4_000 }))
    await vi.advanceTimersByTimeAsync(3_900)
    expect(tab.asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(tab.asked).toHaveLength(2)
  })

  test.each(['BAD_USER_INPUT', 'FORBIDDEN'])(
    '%s fails with the reason, and does not hold up the next',
    async (code) => {
      const tab = openTab()
      const { clientId } = tab.queue.write(words('bad'))
      tab.queue.write(words('good'))
      await tab.asked[0]?.answer(refused(code))
      expect(tab.states).toEqual(['bad FAILED', 'good PENDING'])
      await tab.asked[1]?.answer(committed)
      tab.queue.retry(clientId)
      expect(tab.asked[2]?.outgoing.clientId).toBe(clientId)
      await tab.asked[2]?.answer(refused(code))
      tab.queue.discard(clientId)
      expect(tab.states).toEqual(['good SENT'])
      expect(tab.shelf.length).toBe(0)
    },
  )

  test('the connection’s return ends the wait', async () => {
    const tab = openTab()
    tab.queue.write(words('hi'))
    await tab.asked[0]?.answer(refused('NETWORK'))
    tab.queue.wake()
    expect(tab.asked).toHaveLength(2)
  })
})

describe('the reload', () => {
  test('what was not confirmed is sent again by the next page, in order and under the same ids', async () => {
    const before = openTab()
    const ids = ['a', 'b'].map((text) => before.queue.write(words(text)).clientId)
    before.queue.stop()
    const after = openTab(before.shelf)
    for (const index of [0, 1]) await after.asked[index]?.answer(committed)
    expect(after.asked.map(({ outgoing }) => outgoing.clientId)).toEqual(ids)
    expect(after.shelf.length).toBe(0)
  })

  test('two tabs keep each other’s messages; both may send, under one id', () => {
    const one = openTab()
    one.queue.write(words('of one'))
    const two = openTab(one.shelf)
    two.queue.write(words('of two'))
    expect(one.shelf.length).toBe(2)
    expect(two.asked[0]?.outgoing.clientId).toBe(one.asked[0]?.outgoing.clientId)
  })

  test('rubbish in the storage is no message', () => {
    const shelf = createShelf()
    for (const [index, rubbish] of ['{', '7', 'null', '{"clientId":1}'].entries()) {
      shelf.setItem(`sendoff.outbox.ann.r.${index}`, rubbish)
    }
    expect(createOutboxStorage(shelf, 'ann', 'r').read()).toEqual([])
  })
})

test('ids sort by the time of writing', () => {
  const ids = Array.from({ length: 50 }, () => newClientId(1_700_000_000_000))
  expect([...ids].sort()).toEqual(ids)
})
