import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Carrier,
  type Position,
  type Sink,
  type StreamSource,
  type TransportKind,
  transportKinds,
} from './carrier.ts'
import { type Fault, faultOfErrors, lost } from './fault.ts'
import type { FollowStatus } from './follow-status.ts'
import { followStream } from './follower.ts'
import { createTransportChoice, type TransportChoice } from './transport-choice.ts'

interface Word {
  seq: number
  kind: 'news' | 'heartbeat' | 'jump'
  epoch: number
}

const news = (seq: number): Word => ({ seq, kind: 'news', epoch: 1 })
const heartbeat = (seq: number): Word => ({ seq, kind: 'heartbeat', epoch: 1 })

const source: StreamSource<Word> = {
  whole: true,
  signalOf: (event) => event.kind,
  subscription: { operation: () => ({ query: '', variables: {} }), pick: (data) => data as Word },
}

interface Attempt {
  kind: TransportKind
  from: Position
  sink: Sink<Word>
  stopped: boolean
}

interface SceneOptions {
  pinned?: TransportKind
  probe?: () => Promise<boolean>
  onLost?: () => void
  /** Of a page that has other streams as well. */
  choice?: TransportChoice
  /** What carries this stream whatever the page uses. */
  always?: TransportKind
}

/** A follower whose carriers do what the test says. */
function startScene(options: SceneOptions = {}) {
  const attempts: Attempt[] = []
  const applied: number[] = []
  let wake: (why: 'online' | 'visible') => void = () => {}
  let online = true
  const carriers = Object.fromEntries(
    transportKinds.map((kind): [string, Carrier] => [
      kind,
      {
        kind,
        open(_source, from, sink) {
          const attempt = { kind, from, sink: sink as unknown as Sink<Word>, stopped: false }
          attempts.push(attempt)
          sink.requested()
          return () => {
            attempt.stopped = true
          }
        },
      },
    ]),
  )
  const choice =
    options.choice ??
    createTransportChoice({
      pinned: options.pinned ?? null,
      now: Date.now,
      probe: options.probe ?? (async () => false),
    })
  const statuses: FollowStatus[] = []
  const follower = followStream({
    source,
    from: { after: 0, epoch: 1 },
    choice,
    carrierOf: (kind) => carriers[options.always ?? kind] as Carrier,
    surroundings: {
      now: Date.now,
      isOnline: () => online,
      random: () => 1,
      onWake(listener) {
        wake = listener
        return () => {}
      },
    },
    onEvent: (event) => applied.push(event.seq),
    onStatus: (status) => statuses.push(status),
    ...(options.onLost && { onLost: options.onLost }),
  })
  return {
    follower,
    choice,
    attempts,
    applied,
    statuses,
    get now() {
      return attempts.at(-1) as Attempt
    },
    say(...events: Word[]) {
      for (const event of events) this.now.sink.event(event)
    },
    end: (fault: Fault = lost()) => attempts.at(-1)?.sink.ended(fault),
    /** Lets `times` attempts fail, each as soon as it is made. */
    async refuse(times: number) {
      for (let time = 0; time < times; time++) {
        const before = attempts.length
        this.end()
        while (attempts.length === before) await vi.advanceTimersByTimeAsync(100)
      }
    },
    wake: (why: 'online' | 'visible') => wake(why),
    goOffline(off: boolean) {
      online = !off
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the rule of the cursor', () => {
  test('only the next event is applied; what is known is counted and ignored', () => {
    const scene = startScene()
    scene.say(news(1), news(2), news(2), news(1), news(3))
    expect(scene.applied).toEqual([1, 2, 3])
    expect(scene.follower.status).toMatchObject({ state: 'live', duplicates: 2, gaps: 0, cursor: 3, requests: 1 })
  })

  test('a gap asks again at once from the cursor, and what the old connection says counts no more', () => {
    const scene = startScene()
    const [first] = scene.attempts
    scene.say(news(1), news(3))
    expect(scene.attempts).toHaveLength(2)
    expect(first?.stopped).toBe(true)
    expect(scene.now.from.after).toBe(1)
    first?.sink.event(news(2))
    expect(scene.applied).toEqual([1])
    scene.say(news(2), news(3))
    expect(scene.applied).toEqual([1, 2, 3])
    expect(scene.follower.status.gaps).toBe(1)
  })

  test('a heartbeat that is ahead tells of a silent loss', () => {
    const scene = startScene()
    scene.say(news(1), heartbeat(1))
    expect(scene.attempts).toHaveLength(1)
    scene.say(heartbeat(2))
    expect(scene.attempts).toHaveLength(2)
  })

  test('a hole or a reset moves the cursor and the epoch wherever they say', () => {
    const scene = startScene()
    scene.say(news(1), { seq: 400, kind: 'jump', epoch: 1 }, news(401))
    scene.say({ seq: 7, kind: 'jump', epoch: 2 }, { ...news(8), epoch: 2 })
    expect(scene.applied).toEqual([1, 400, 401, 7, 8])
    scene.wake('online')
    expect(scene.now.from).toEqual({ after: 8, epoch: 2 })
  })

  test('a gap that does not heal is given up to a whole reading', () => {
    const onLost = vi.fn()
    const scene = startScene({ onLost })
    for (let time = 0; time < 4; time++) scene.say(news(5))
    expect(onLost).toHaveBeenCalledOnce()
    expect(scene.now.stopped).toBe(true)
  })
})

describe('coming back', () => {
  test('waits grow up to thirty seconds and never end', async () => {
    const scene = startScene({ pinned: 'websocket' })
    await scene.refuse(50)
    expect(scene.attempts).toHaveLength(51)
    const waits = scene.statuses.filter(({ state }) => state === 'waiting')
    expect(waits.at(-1)?.failures).toBe(50)
    scene.end()
    await vi.advanceTimersByTimeAsync(29_900)
    expect(scene.attempts).toHaveLength(51)
    await vi.advanceTimersByTimeAsync(100)
    expect(scene.attempts).toHaveLength(52)
  })

  test('silence for 35 s is a dead connection, also before it has opened', async () => {
    const scene = startScene()
    scene.now.sink.opened()
    await vi.advanceTimersByTimeAsync(30_000)
    scene.say(heartbeat(0))
    await vi.advanceTimersByTimeAsync(34_900)
    expect(scene.follower.status.state).toBe('live')
    await vi.advanceTimersByTimeAsync(200)
    expect(scene.follower.status.state).toBe('waiting')
  })

  test('the network’s return and the wake-up end the wait at once', async () => {
    const scene = startScene()
    scene.end()
    scene.wake('visible')
    expect(scene.attempts).toHaveLength(2)
    scene.goOffline(true)
    scene.end()
    expect(scene.follower.status).toMatchObject({ state: 'waiting', retryAt: null })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(scene.attempts).toHaveLength(2)
    scene.goOffline(false)
    scene.wake('online')
    expect(scene.attempts).toHaveLength(3)
  })

  test('after a sleep the cursor is checked although nobody reported a loss', () => {
    const scene = startScene()
    scene.say(news(1))
    scene.wake('visible')
    expect(scene.attempts).toHaveLength(1)
    vi.setSystemTime(Date.now() + 180_000)
    scene.wake('visible')
    expect(scene.now.from.after).toBe(1)
    expect(scene.attempts).toHaveLength(2)
  })

  test('a server that wants to be left alone is', async () => {
    const scene = startScene()
    scene.end(faultOfErrors([{ message: 'slow', extensions: { code: 'RATE_LIMITED', retryAfterMs: 9_000 } }]))
    await vi.advanceTimersByTimeAsync(8_900)
    expect(scene.attempts).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(scene.attempts).toHaveLength(2)
  })
})

describe('being closed', () => {
  test.each(['DISCONNECTED', 'FORBIDDEN', 'UNAUTHENTICATED'])(
    '%s ends it with the reason until somebody asks',
    async (code) => {
      const scene = startScene()
      scene.say(news(1))
      scene.end(faultOfErrors([{ message: 'closed', extensions: { code, reason: 'lunch' } }]))
      expect(scene.follower.status).toMatchObject({ state: 'closed', code, reason: 'lunch' })
      await vi.advanceTimersByTimeAsync(300_000)
      scene.wake('online')
      scene.choice.pin('polling')
      expect(scene.attempts).toHaveLength(1)
      scene.follower.resume()
      expect(scene.now).toMatchObject({ kind: 'polling', from: { after: 1 } })
    },
  )
})

test('who hangs up hears nothing more until they come back, whatever the transport', async () => {
  const scene = startScene()
  scene.say(news(1))
  scene.follower.close()
  expect(scene.follower.status).toMatchObject({ state: 'closed', code: 'DISCONNECTED', reason: null })
  scene.say(news(2))
  scene.wake('visible')
  await vi.advanceTimersByTimeAsync(300_000)
  expect(scene.follower.status.cursor).toBe(1)
  expect(scene.attempts).toHaveLength(1)
  scene.follower.resume()
  expect(scene.now).toMatchObject({ from: { after: 1 } })
})

describe('the way down and back up', () => {
  test('each transport gets three tries, and the cursor goes along', async () => {
    const scene = startScene()
    scene.say(news(1))
    scene.end()
    await vi.advanceTimersByTimeAsync(1_000)
    await scene.refuse(9)
    const kinds = scene.attempts.map(({ kind }) => kind)
    const three = (kind: TransportKind) => [kind, kind, kind]
    expect(kinds).toEqual(['websocket', ...three('websocket'), ...three('sse'), ...three('longPolling'), 'polling'])
    expect(scene.attempts.slice(1).every(({ from }) => from.after === 1)).toBe(true)
    expect(scene.follower.status.transport).toBe('polling')
  })

  test('a connection that is cut again and again after it worked is no reason to leave it', async () => {
    const scene = startScene()
    for (let seq = 1; seq < 12; seq++) {
      scene.say(news(seq))
      scene.end()
      await vi.advanceTimersByTimeAsync(1_100)
    }
    expect(new Set(scene.attempts.map(({ kind }) => kind))).toEqual(new Set(['websocket']))
  })

  test('a stream that only SSE can carry does not drive the others from what works for them', async () => {
    const page = startScene()
    const only = startScene({ choice: page.choice, always: 'sse' })
    await page.refuse(6)
    expect(page.now.kind).toBe('longPolling')
    page.say(news(1))
    await only.refuse(6)
    expect(page.choice.current).toBe('longPolling')
    expect(only.follower.status.failures).toBeGreaterThan(0)
  })

  test('a stream that is polled meanwhile does not vouch for SSE, yet the WebSocket is tried soon', async () => {
    const probe = vi.fn(async () => false)
    const page = startScene({ probe })
    await page.refuse(3)
    expect(page.choice.current).toBe('sse')
    startScene({ choice: page.choice, always: 'polling' }).say(news(1))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(probe).toHaveBeenCalledOnce()
    await page.refuse(2)
    startScene({ choice: page.choice, always: 'polling' }).say(news(1))
    await page.refuse(1)
    expect(page.choice.current).toBe('longPolling')
  })

  test('after an outage the WebSocket is tried soon, then every minute', async () => {
    const answers = [false, true]
    const probe = vi.fn(async () => answers.shift() ?? false)
    const scene = startScene({ probe })
    await scene.refuse(3)
    expect(scene.now.kind).toBe('sse')
    scene.say(news(1))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(probe).toHaveBeenCalledTimes(1)
    for (let beat = 0; beat < 3; beat++) {
      scene.say(heartbeat(1))
      await vi.advanceTimersByTimeAsync(20_000)
    }
    expect(probe).toHaveBeenCalledTimes(2)
    expect(scene.now).toMatchObject({ kind: 'websocket', from: { after: 1 } })
  })

  test('a pinned transport is kept whatever happens, and unpinning starts with the best', async () => {
    const scene = startScene({ pinned: 'sse' })
    await scene.refuse(8)
    expect(new Set(scene.attempts.map(({ kind }) => kind))).toEqual(new Set(['sse']))
    scene.choice.pin(null)
    expect(scene.now.kind).toBe('websocket')
  })
})

describe('the controls', () => {
  test('a delay keeps the order, also when it is taken away on the way', async () => {
    const scene = startScene()
    scene.follower.delay(500)
    scene.say(news(1), news(2))
    scene.follower.delay(0)
    scene.say(news(3))
    expect(scene.applied).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(scene.applied).toEqual([1, 2, 3])
  })

  test('a cut lets attempts fail for a while and loses nothing', async () => {
    const scene = startScene({ pinned: 'websocket' })
    scene.say(news(1))
    scene.follower.cut(3_000)
    expect(scene.now.stopped).toBe(true)
    expect(scene.follower.status.state).toBe('waiting')
    await vi.advanceTimersByTimeAsync(2_900)
    expect(scene.attempts).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(scene.now.from.after).toBe(1)
  })
})

test('whatever is repeated, left out, cut or switched: each event once, in order', async () => {
  const move = fc.record({
    kind: fc.constantFrom('next', 'next', 'next', 'repeat', 'skip', 'cut', 'switch', 'sleep', 'wake'),
    size: fc.nat(4),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
      const scene = startScene()
      // What the server has sent on the connection that is there now.
      const sentTo = () => scene.follower.status.cursor
      for (const { kind, size } of moves) {
        if (kind === 'next') scene.say(news(sentTo() + 1))
        if (kind === 'repeat') scene.say(news(Math.max(1, sentTo() - size)))
        if (kind === 'skip') scene.say(news(sentTo() + 2 + size))
        if (kind === 'cut') scene.end()
        if (kind === 'switch') scene.choice.pin(transportKinds[size] ?? null)
        if (kind === 'sleep') await vi.advanceTimersByTimeAsync(size * 20_000)
        if (kind === 'wake') scene.wake('online')
      }
      expect(scene.applied).toEqual(scene.applied.map((_, index) => index + 1))
      expect(scene.attempts.filter(({ stopped }) => !stopped).length).toBeLessThanOrEqual(2)
      scene.follower.stop()
    }),
    { numRuns: 300 },
  )
})
