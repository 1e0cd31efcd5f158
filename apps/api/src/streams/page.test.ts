import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Bus } from '../platform/bus/bus.ts'
import { createLiveStreams, deafBus, type LiveStreams, seqs, upTo } from './testing/live-streams.ts'

const open: LiveStreams[] = []
afterEach(() => {
  for (const streams of open.splice(0)) streams.close()
  vi.useRealTimers()
})
const setUp = (...given: Parameters<typeof createLiveStreams>) => {
  const streams = createLiveStreams(...given)
  open.push(streams)
  return streams
}

describe('a page of a stream', () => {
  test('holds what comes after the cursor, the oldest first, and tells the head', async () => {
    const { append, readAfter } = setUp()
    append(7)
    const page = await readAfter(2, { limit: 3 })
    expect(page).toMatchObject({ headSeq: 7, epoch: 1, hole: null, reset: false })
    expect(seqs(page.events)).toEqual([3, 4, 5])
    expect(await readAfter(7)).toMatchObject({ events: [], headSeq: 7 })
  })

  test('is longer than what one look into the database gives', async () => {
    const { append, readAfter } = setUp(undefined, { ringEvents: 10 })
    append(700)
    expect(seqs((await readAfter(0, { limit: 450 })).events)).toEqual(upTo(450))
    expect((await readAfter(0, { limit: 10_000 })).events).toHaveLength(500)
  })

  test('waits for news, and is answered with them', async () => {
    const { append, readAfter } = setUp(undefined, { beatMs: 60_000 })
    append(1)
    const waiting = readAfter(1, { waitMs: 25_000 })
    await readAfter(0)
    append(2)
    expect(seqs((await waiting).events)).toEqual([2, 3])
  })

  test('gathers a moment’s news for who has just asked, and answers who waited longer at once', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
    const { append, readAfter } = setUp(undefined, { beatMs: 60_000 })
    append(1)
    const soon = readAfter(1, { waitMs: 25_000 })
    await readAfter(0)
    append(1)
    for (let n = 0; n < 5; n++) await nextTurn()
    append(1)
    vi.setSystemTime(1_000_050)
    expect(seqs((await soon).events)).toEqual([2, 3])

    const late = readAfter(3, { waitMs: 25_000 })
    await readAfter(0)
    vi.setSystemTime(1_000_100)
    append(1)
    for (let n = 0; n < 5; n++) await nextTurn()
    append(1)
    expect(seqs((await late).events)).toEqual([4])
  })

  test('without news ends with the time, and with the signal', async () => {
    const { append, readAfter } = setUp()
    append(1)
    const empty = { events: [], headSeq: 1, epoch: 1, hole: null, reset: false }
    expect(await readAfter(1, { waitMs: 5 })).toEqual(empty)
    const gone = new AbortController()
    const waiting = readAfter(1, { waitMs: 25_000, signal: gone.signal })
    gone.abort()
    expect(await waiting).toEqual(empty)
  })

  test('sees what was committed before the question, also when the hint of it is lost', async () => {
    const { append, readAfter } = setUp(deafBus(), { beatMs: 60_000, busWaitMs: 1 })
    await readAfter(0)
    append(3)
    expect(seqs((await readAfter(0)).events)).toEqual([1, 2, 3])
  })

  test('of one key waits for that key', async () => {
    const { append, readAfter } = setUp()
    append(2, 'a')
    const waiting = readAfter(0, { key: 'b', waitMs: 25_000 })
    append(2, 'a')
    append(1, 'b')
    expect(seqs((await waiting).events)).toEqual([5])
  })

  test.each([
    [299, null],
    [300, null],
    [301, { fromSeq: 1, toSeq: 251 }],
  ])('of %s missed events with 300 replayed at most has the hole %j', async (missed, hole) => {
    const { append, readAfter } = setUp()
    append(missed)
    const page = await readAfter(0, { replayAtMost: 300, limit: 500 })
    expect(page.hole).toEqual(hole)
    expect(seqs(page.events)).toEqual(upTo(missed, (hole?.toSeq ?? 0) + 1))
  })

  test('says reset for another epoch, for a position beyond the head, and when the log is restored during the wait', async () => {
    const { log, append, readAfter } = setUp()
    append(5)
    expect(await readAfter(5, { epoch: 2 })).toEqual({ events: [], headSeq: 5, epoch: 1, hole: null, reset: true })
    expect(await readAfter(9, { epoch: 1 })).toMatchObject({ headSeq: 5, reset: true })
    await expect(readAfter(9)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: /last seq is 5/ })
    await expect(readAfter(9, { replayAtMost: -1 })).rejects.toMatchObject({
      extensions: { fields: [{ path: 'after' }, { path: 'replayAtMost' }] },
    })
    const waiting = readAfter(5, { epoch: 1, waitMs: 25_000 })
    log.restore('s', 3)
    expect(await waiting).toMatchObject({ headSeq: 3, epoch: 2, reset: true })
    expect(await readAfter(3, { epoch: 2 })).toMatchObject({ reset: false })
  })

  test('lets twenty requests of a user wait, not more; others are not concerned', async () => {
    const { append, readAfter } = setUp()
    append(1)
    const access = (userId: string) => ({ access: { userId, stillAllowed: () => true }, waitMs: 25_000 })
    const waiting = Array.from({ length: 20 }, () => readAfter(1, access('ada')))
    await expect(readAfter(1, access('ada'))).rejects.toMatchObject({ code: 'RATE_LIMITED', message: /20 requests/ })
    const other = readAfter(1, access('bob'))
    expect((await readAfter(0, access('ada'))).events).toHaveLength(1)
    append(1)
    for (const { events } of await Promise.all([...waiting, other])) expect(seqs(events)).toEqual([2])
    const again = readAfter(2, access('ada'))
    append(1)
    expect(seqs((await again).events)).toEqual([3])
  })
})

describe.each([
  ['with the bus', undefined],
  ['without it', deafBus()],
])('word of changed rights, %s', (_, bus: Bus | undefined) => {
  const ada = (allowed: () => boolean) => ({
    access: { userId: 'ada', topic: 'room:1', stillAllowed: allowed },
    waitMs: 25_000,
  })
  const streamsOf = async () => {
    const streams = setUp(bus, { busWaitMs: 1 })
    streams.append(1)
    return streams
  }
  /** Resolves when the watch follows the stream of changes: the first listeners are asked then. */
  const asked = () => {
    let allowed = true
    let told = () => {}
    const begun = new Promise<void>((resolve) => {
      told = resolve
    })
    return {
      begun,
      ask() {
        told()
        return allowed
      },
      take() {
        allowed = false
      },
    }
  }

  test('ends requests that wait and streams that run', async () => {
    const { follow, readAfter, recordAccess } = await streamsOf()
    const rights = asked()
    const waiting = readAfter(1, ada(rights.ask))
    const running = follow(1, ada(rights.ask)).next()
    await rights.begun
    rights.take()
    await recordAccess({ kind: 'changed', userId: 'ada', topic: null })
    await expect(waiting).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(running).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('closes connections to a topic with a reason, and no others', async () => {
    const { append, follow, readAfter, recordAccess } = await streamsOf()
    const rights = asked()
    const open = { userId: 'ada', stillAllowed: () => true }
    const waiting = readAfter(1, ada(rights.ask))
    const running = follow(
      1,
      ada(() => true),
    ).next()
    const elsewhere = follow(1, { access: { ...open, topic: 'room:2' } }).next()
    const nowhere = follow(1, { access: open }).next()
    const somebodyElse = follow(1, { access: { ...open, userId: 'bob', topic: 'room:1' } }).next()
    await rights.begun
    await recordAccess({ kind: 'closed', userId: 'ada', topic: 'room:1', reason: 'Lunch.' })
    const closed = { code: 'DISCONNECTED', extensions: { reason: 'Lunch.' }, message: /Lunch\./ }
    await expect(waiting).rejects.toMatchObject(closed)
    await expect(running).rejects.toMatchObject(closed)
    append(1)
    for (const other of [elsewhere, nowhere, somebodyElse]) expect((await other).value?.seq).toBe(2)
  })

  test('closes the connections of everybody', async () => {
    const { readAfter, recordAccess } = await streamsOf()
    const rights = asked()
    const mine = readAfter(1, ada(rights.ask))
    const other = readAfter(1, { access: { userId: 'bob', topic: 'room:1', stillAllowed: () => true }, waitMs: 25_000 })
    await rights.begun
    await recordAccess({ kind: 'closed', userId: null, topic: 'room:1', reason: 'Moved.' })
    await expect(mine).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await expect(other).rejects.toMatchObject({ code: 'DISCONNECTED' })
  })

  test('reaches who was let in by what was read just before', async () => {
    const { readAfter, recordAccess } = await streamsOf()
    const rights = asked()
    const first = readAfter(1, ada(rights.ask))
    await rights.begun
    await recordAccess({ kind: 'closed', userId: 'ada', topic: 'room:1', reason: 'Gone.' })
    await expect(first).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await expect(
      readAfter(
        1,
        ada(() => false),
      ),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
