import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covers } from './ranges.ts'
import { type Deed, messageAt, writeLog } from './room-log.fixture.ts'
import {
  applyEvent,
  emptyRoom,
  hasNewer,
  hasOlder,
  holes,
  mergePage,
  openRoom,
  type PageRequest,
  type RoomState,
  trimAround,
} from './room-state.ts'

/** A share of what is possible at that moment. */
function part() {
  return fc.double({ min: 0, max: 1, noNaN: true })
}

const deeds = fc.array(
  fc.record<Deed>({
    kind: fc.constantFrom('MESSAGE', 'MESSAGE', 'EDIT', 'DELETE', 'REACTION', 'SYSTEM'),
    target: fc.nat(40),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** What may happen to a client, in any order: `at` and `age` are shares of what is possible at that moment. */
const happening = fc.record({
  kind: fc.constantFrom(
    'next',
    'several',
    'repeat',
    'ahead',
    'ask',
    'ask',
    'page',
    'page',
    'trim',
    'hole',
    'reset',
    'heartbeat',
  ),
  request: fc.constantFrom('before', 'after', 'around', 'newest'),
  at: part(),
  /** How far the server is ahead of the client when it reads a page. */
  ahead: fc.nat(3),
})

type Log = ReturnType<typeof writeLog>
const share = (part: number, of: number) => Math.round(part * of)

function requestOf(kind: string, at: number, head: number): PageRequest {
  const seq = share(at, head)
  if (kind === 'before') return { before: seq + 1 }
  if (kind === 'after') return { after: seq }
  return kind === 'around' ? { around: seq } : { newest: true }
}

const signal = (kind: 'HOLE' | 'RESET' | 'HEARTBEAT', seq: number, toSeq = seq) => ({
  seq,
  at: '',
  kind,
  epoch: 1,
  actor: null,
  message: null,
  notice: null,
  hole: kind === 'HOLE' ? { fromSeq: 1, toSeq } : null,
})

/** Everything that is loaded is exactly what the log says, and nothing else is held. */
function expectTruth(state: RoomState, log: Log) {
  const truth = (log.tables[log.head] ?? []).filter((message) => covers(state.loaded, message.seq))
  expect(state.messages).toEqual(truth)
}

function catchUp(state: RoomState, log: Log): RoomState {
  return log.events.reduce(applyEvent, state)
}

/** Asks for what is missing until nothing is. */
function fill(state: RoomState, log: Log): RoomState {
  let filled = state
  for (let hole = holes(filled)[0]; hole; hole = holes(filled)[0]) {
    const request = { before: hole.toSeq + 1 }
    filled = mergePage(filled, log.page(log.head, request), request)
  }
  return filled
}

test('any mix of pages, events, repeats, gaps, holes, resets and trims ends in the log', () => {
  fc.assert(
    fc.property(deeds, fc.array(happening, { maxLength: 60, size: 'max' }), part(), (done, story, start) => {
      const log = writeLog(done)
      let state = openRoom(log.page(share(start, log.head), { newest: true }))
      // A page that was asked for and has not arrived yet: it tells of the log as it was then.
      let underway: { request: PageRequest; page: ReturnType<Log['page']> } | null = null
      for (const { kind, request, at, ahead } of story) {
        if (kind === 'next' || kind === 'several') {
          const until = state.head + (kind === 'next' ? 1 : share(at, 12))
          state = log.events.slice(state.head, until).reduce(applyEvent, state)
        }
        const known = log.events[share(at, state.head - 1)]
        if (kind === 'repeat' && known && state.head > 0) state = applyEvent(state, known)
        const tooEarly = log.events[state.head + 1]
        if (kind === 'ahead' && tooEarly) state = applyEvent(state, tooEarly)
        if (kind === 'heartbeat') state = applyEvent(state, signal('HEARTBEAT', log.head))
        // Rare, because they forget everything that happened before.
        if (kind === 'hole' && ahead === 3) {
          state = applyEvent(state, signal('HOLE', state.head + share(at, log.head - state.head)))
        }
        if (kind === 'reset' && ahead === 3) state = applyEvent(state, signal('RESET', share(at, log.head)))
        if (kind === 'trim') state = trimAround(state, share(at, log.head), 1 + ahead)
        if (kind === 'ask') {
          const wanted = requestOf(request, at, state.head)
          underway = { request: wanted, page: log.page(Math.min(log.head, state.head + ahead), wanted) }
        }
        if (kind === 'page' && underway) {
          state = mergePage(state, underway.page, underway.request)
          underway = null
        }
      }
      state = catchUp(state, log)
      expectTruth(state, log)
      const whole = fill(state, log)
      expect(whole.messages).toEqual(log.tables[log.head])
      expect(holes(whole)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

describe('events', () => {
  const log = writeLog([
    { kind: 'MESSAGE', target: 0 },
    { kind: 'MESSAGE', target: 0 },
    { kind: 'EDIT', target: 0 },
  ])

  test('an event that is known changes nothing, not even the object', () => {
    const state = catchUp(emptyRoom(1), log)
    expect(applyEvent(state, log.events[1] as never)).toBe(state)
    expect(applyEvent(state, { ...(log.events[2] as never as object), seq: 9 } as never)).toBe(state)
  })

  test('a reset forgets everything and takes the new epoch', () => {
    const state = applyEvent(catchUp(emptyRoom(1), log), { ...signal('RESET', 7), epoch: 2 })
    expect(state).toMatchObject({ epoch: 2, head: 7, messages: [] })
    expect(mergePage(state, log.page(3, { newest: true }), { newest: true })).toBe(state)
  })

  test('a page that was read before a change of what it holds is refused or mended', () => {
    const old = log.page(2, { newest: true })
    const state = mergePage(applyEvent(openRoom(log.page(2, { newest: true })), log.events[2] as never), old, {
      newest: true,
    })
    expect(state.messages[0]?.text).toBe('edited 3')
  })
})

describe('a page that was read before an edit and arrives after it', () => {
  const posts = Array.from({ length: 8 }, (): Deed => ({ kind: 'MESSAGE', target: 0 }))
  const log = writeLog([...posts, { kind: 'EDIT', target: 0 }])
  const request = { before: 4 }
  const early = log.page(8, request)

  test('is mended when the edit was of a message that is not loaded', () => {
    const state = catchUp(openRoom(log.page(8, { newest: true })), log)
    expect(mergePage(state, early, request).messages[0]?.text).toBe('edited 9')
  })

  test('is refused when the edited message was dropped meanwhile', () => {
    const whole = mergePage(openRoom(log.page(8, { newest: true })), early, request)
    const state = trimAround(catchUp(whole, log), 8, 3)
    expect(mergePage(state, early, request)).toBe(state)
    expect(mergePage(state, log.page(9, request), request).messages[0]?.text).toBe('edited 9')
  })
})

test('a trimmed room keeps the messages around the place that is read, and knows what lies on both sides', () => {
  const messages = Array.from({ length: 40 }, (_, index) => messageAt(index + 1))
  const state = openRoom({ messages, headSeq: 40, epoch: 1, hasOlder: false, hasNewer: false })
  const trimmed = trimAround(state, 20, 10)
  expect(trimmed.messages.map((each) => each.seq)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24])
  expect([hasOlder(trimmed), hasNewer(trimmed)]).toEqual([true, true])
  expect(holes(trimmed)).toEqual([
    { fromSeq: 1, toSeq: 14 },
    { fromSeq: 25, toSeq: 40 },
  ])
  expect(trimAround(state, 20)).toBe(state)
})

test('the alarms of a page stand among what was told, each once, and are there again after a reload', () => {
  const log = writeLog([
    { kind: 'MESSAGE', target: 0 },
    { kind: 'MESSAGE', target: 0 },
  ])
  const notice = (kind: 'ALARM' | 'RECOVERED') => ({ kind, user: null, text: 'web-1: Hot' })
  const told = (seq: number, kind: 'ALARM' | 'RECOVERED') => ({
    ...{ seq, at: '2026-01-01T00:00:01Z', actor: null, notice: notice(kind) },
  })
  const page = { ...log.page(2, { newest: true }), headSeq: 4, alarms: [told(3, 'ALARM'), told(4, 'RECOVERED')] }
  const opened = openRoom(page)
  expect(opened.notices.map(({ seq, kind }) => [seq, kind])).toEqual([
    [3, 'ALARM'],
    [4, 'RECOVERED'],
  ])
  const live = applyEvent(opened, {
    ...{ seq: 5, at: '2026-01-01T00:00:09Z', kind: 'SYSTEM', epoch: 1, actor: null, message: null, hole: null },
    notice: notice('ALARM'),
  })
  const again = mergePage(
    live,
    { ...page, headSeq: 5, alarms: [told(4, 'RECOVERED'), told(5, 'ALARM')] },
    { newest: true },
  )
  expect(again.notices.map(({ seq }) => seq)).toEqual([3, 4, 5])
})
