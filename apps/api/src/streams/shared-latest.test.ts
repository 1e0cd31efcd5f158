import { afterEach, expect, test } from 'vitest'
import { createLatest, type FollowLatestOptions } from './latest.ts'
import { createSharedLatest } from './shared-latest.ts'
import { createLiveStreams, type LiveStreams } from './testing/live-streams.ts'

const open: LiveStreams[] = []
afterEach(() => {
  for (const streams of open.splice(0)) streams.close()
})

function setUp() {
  const streams = createLiveStreams()
  open.push(streams)
  const latest = createLatest<unknown>()
  const shared = createSharedLatest({ accessWatch: streams.accessWatch, counters: streams.hubs.counters })
  let executions = 0
  const render = async (value: unknown) => {
    executions += 1
    return Buffer.from(String(value))
  }
  const join = (options: Partial<FollowLatestOptions> = {}, groupKey = 'document') => {
    const received: string[] = []
    let congested = false
    let onDrain = () => {}
    let onReceive = () => {}
    const sink = {
      write(payloads: Buffer[]) {
        received.push(...payloads.map(String))
        onReceive()
      },
      get congested() {
        return congested
      },
      drained: (signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          onDrain = resolve
          signal.addEventListener('abort', () => resolve())
        }),
    }
    const plan = { source: latest, options: { signal: streams.signal, ...options } }
    const delivery = shared.join({ groupKey, plan, render, sink })
    const ended = delivery.next()
    ended.catch(() => {})
    return {
      received,
      ended,
      leave: () => delivery.return?.(),
      stall() {
        congested = true
      },
      resume() {
        congested = false
        onDrain()
      },
      /** Resolves when this is the last that was written. */
      sees: (value: string) =>
        new Promise<void>((resolve) => {
          onReceive = () => received.at(-1) === value && resolve()
          onReceive()
        }),
    }
  }
  return { ...streams, latest, shared, join, executions: () => executions }
}

test('a value is executed once for all of a group; who comes later gets it ready-made', async () => {
  const { latest, shared, join, executions } = setUp()
  const early = [join(), join()]
  latest.set('one')
  for (const peer of early) await peer.sees('one')
  const late = join()
  await late.sees('one')
  expect(executions()).toBe(1)
  const other = join({}, 'another document')
  await other.sees('one')
  expect([executions(), shared.groups]).toEqual([2, 2])
  for (const peer of [...early, late, other]) await peer.leave()
  expect(shared.groups).toBe(0)
})

test('who is slow delays nobody, gets the newest only, and nothing between', async () => {
  const { latest, join } = setUp()
  const [quick, slow] = [join(), join()]
  latest.set('0')
  await Promise.all([quick.sees('0'), slow.sees('0')])
  slow.stall()
  for (let n = 1; n <= 20; n++) {
    latest.set(`${n}`)
    await quick.sees(`${n}`)
  }
  slow.resume()
  await slow.sees('20')
  expect(slow.received).toEqual(['0', '20'])
  expect(quick.received).toHaveLength(21)
})

test('values that come faster than wanted are skipped, never the last', async () => {
  const { latest, join } = setUp()
  const peer = join({ everyMs: 20 })
  for (let n = 0; n < 100; n++) {
    latest.set(`${n}`)
    await Promise.resolve()
  }
  await peer.sees('99')
  expect(peer.received.length).toBeLessThan(10)
})

test('ends the one whose connection was closed or whose rights were taken, and nobody else', async () => {
  const { latest, bus, join, recordAccess } = setUp()
  const access = (userId: string, allowed: () => boolean = () => true) => ({
    access: { userId, topic: 'room:1', stillAllowed: allowed },
  })
  let allowed = true
  let asked = () => {}
  // All are asked once the changes of rights are followed.
  const following = new Promise<void>((resolve) => {
    asked = resolve
  })
  const bobMay = () => {
    asked()
    return allowed
  }
  const [ada, bob, eve] = [join(access('ada')), join(access('bob', bobMay)), join(access('eve'))]
  latest.set('one')
  await following
  await Promise.all([ada.sees('one'), bob.sees('one'), eve.sees('one')])
  await recordAccess({ kind: 'closed', userId: 'ada', topic: 'room:1', reason: 'Lunch.' })
  await expect(ada.ended).rejects.toMatchObject({ code: 'DISCONNECTED' })
  allowed = false
  bus.publish('access', { userId: 'bob', sessionId: null })
  await expect(bob.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
  latest.set('two')
  await eve.sees('two')
  expect([ada.received, bob.received]).toEqual([['one'], ['one']])
})

test('tells once that its reader is gone, however it went', async () => {
  const { cursors, signal } = setUp()
  const source = createLatest(1)
  let ends = 0
  const onEnd = () => void ends++
  const returned = cursors.followLatest(source, { signal, onEnd })
  await returned.next()
  await returned.return?.()
  await returned.return?.()
  expect(ends).toBe(1)
  const aborter = new AbortController()
  const aborted = cursors.followLatest(source, { signal: aborter.signal, onEnd })
  await aborted.next()
  const waiting = aborted.next()
  aborter.abort()
  expect((await waiting).done).toBe(true)
  await aborted.return?.()
  expect(ends).toBe(2)
  await cursors.followLatest(source, { signal, onEnd }).return?.()
  expect(ends).toBe(3)
  // Nobody has pulled from it, and nobody will.
  const unread = new AbortController()
  cursors.followLatest(source, { signal: unread.signal, onEnd })
  unread.abort()
  expect(ends).toBe(4)
  cursors.followLatest(source, { signal: unread.signal, onEnd })
  expect(ends).toBe(5)
})
