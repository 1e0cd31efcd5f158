import { describe, expect, test } from 'vitest'
import { idleStatus } from '../../../graphql/live/follow-status.ts'
import type { FollowHandlers, Live } from '../../../graphql/live/live.ts'
import { createTransportChoice } from '../../../graphql/live/transport-choice.ts'
import { createLane } from './lane.ts'
import { type LabEvent, labSource } from './stream.ts'

const event = (seq: number): LabEvent => ({
  seq,
  at: new Date(1_000).toISOString(),
  kind: 'MESSAGE',
  epoch: 1,
  actor: null,
  message: { clientId: `c${seq}`, text: `words ${seq}`, author: { displayName: 'Ada' } },
})

/** A lane over followers that do what the test says. */
function startScene() {
  let now = 1_000
  const follows: { after: number; handlers: FollowHandlers<LabEvent>; delays: number[]; stopped: boolean }[] = []
  const choice = createTransportChoice({ pinned: 'sse', now: () => now, probe: async () => false })
  let stoppedLive = false
  const live: Live = {
    choice,
    follow(_source, from, handlers) {
      const mine = {
        after: from.after,
        handlers: handlers as unknown as FollowHandlers<LabEvent>,
        delays: [] as number[],
        stopped: false,
      }
      follows.push(mine)
      handlers.onStatus?.({ ...idleStatus(choice.current, from), requests: 1 })
      return {
        status: idleStatus(choice.current, from),
        stop() {
          mine.stopped = true
        },
        close: () => {},
        resume: () => {},
        cut: () => {},
        delay: (ms) => void mine.delays.push(ms),
      }
    },
    stop() {
      stoppedLive = true
    },
  }
  const lane = createLane({
    live,
    source: labSource('room'),
    from: { after: 10, epoch: 1 },
    now: () => now,
    bytes: () => 7,
    onChange: () => {},
  })
  const last = () => follows.at(-1) as (typeof follows)[number]
  return {
    lane,
    choice,
    follows,
    last,
    say(seq: number, change: Partial<ReturnType<typeof idleStatus>> = {}) {
      last().handlers.onEvent(event(seq))
      last().handlers.onStatus?.({
        ...idleStatus(choice.current, { after: seq, epoch: 1 }),
        state: 'live',
        requests: 1,
        ...change,
      })
    },
    status(change: Partial<ReturnType<typeof idleStatus>>) {
      last().handlers.onStatus?.({ ...idleStatus(choice.current, { after: lane.state.cursor, epoch: 1 }), ...change })
    },
    pass: (ms: number) => {
      now += ms
    },
    isLiveStopped: () => stoppedLive,
  }
}

describe('a lane', () => {
  test('keeps what arrived, in the order in which it did, with the time', () => {
    const scene = startScene()
    scene.say(11)
    scene.pass(40)
    scene.say(12)
    const { state, cursor, arrivals, bytes } = scene.lane.state
    expect({ state, cursor, bytes }).toEqual({ state: 'live', cursor: 12, bytes: 7 })
    expect(arrivals.map(({ seq, arrivedAt, text }) => [seq, arrivedAt, text])).toEqual([
      [11, 1_000, 'words 11'],
      [12, 1_040, 'words 12'],
    ])
  })

  test('a pause ends its follower; going on starts behind the last event, counts on and keeps the delay', () => {
    const scene = startScene()
    scene.lane.delay(500)
    scene.say(11, { requests: 3, gaps: 1, duplicates: 2 })
    scene.lane.pause()
    expect(scene.lane.state).toMatchObject({ state: 'paused', cursor: 11, requests: 3, gaps: 1, duplicates: 2 })
    expect(scene.last().stopped).toBe(true)
    scene.lane.pause()
    scene.lane.resume()
    expect(scene.follows).toHaveLength(2)
    expect(scene.last()).toMatchObject({ after: 11, delays: [500] })
    expect(scene.lane.state).toMatchObject({ requests: 4, gaps: 1, duplicates: 2 })
  })

  test('says that it was cut until it is live again, and then says waiting for other losses', () => {
    const scene = startScene()
    scene.say(11)
    scene.lane.cut(3_000)
    scene.status({ state: 'live', code: 'NETWORK', reason: 'The connection is cut.' })
    scene.status({ state: 'waiting', retryAt: 9_000 })
    expect(scene.lane.state).toMatchObject({ state: 'cut', retryAt: 9_000 })
    scene.status({ state: 'connecting' })
    expect(scene.lane.state.state).toBe('cut')
    scene.status({ state: 'live' })
    expect(scene.lane.state.state).toBe('live')
    scene.status({ state: 'waiting', retryAt: 9_000 })
    expect(scene.lane.state.state).toBe('waiting')
  })

  test('changes the transport without losing its place, also while it is paused', () => {
    const scene = startScene()
    scene.say(11)
    scene.lane.use('polling')
    expect(scene.choice.pinned).toBe('polling')
    scene.lane.pause()
    scene.lane.use('websocket')
    expect(scene.lane.state).toMatchObject({ transport: 'websocket', state: 'paused', cursor: 11 })
  })

  test('counts requests of the last minute apart from all of them', () => {
    const scene = startScene()
    scene.pass(61_000)
    scene.status({ requests: 3 })
    expect(scene.lane.state).toMatchObject({ requests: 3, requestsInLastMinute: 2 })
  })

  test('stopping stops its transports too', () => {
    const scene = startScene()
    scene.lane.stop()
    expect(scene.last().stopped).toBe(true)
    expect(scene.isLiveStopped()).toBe(true)
  })
})
