import { expect, it } from 'vitest'
import type { TicketEvent } from '../operations.ts'
import { timelineOf } from './timeline-lines.ts'

const event = (seq: number, kind: string, more: Partial<TicketEvent> = {}): TicketEvent => ({
  ...{
    seq,
    kind,
    at: '',
    nodeId: null,
    ticketStatus: 'RUNNING',
    round: 1,
    message: '',
    hash: '',
    by: null,
    people: [],
    changes: [],
    files: [],
  },
  ...{ taskStatus: null, outcome: null, why: null, timer: null, text: null },
  ...more,
})

const history = [
  event(1, 'OPENED'),
  event(2, 'TOKENS_MOVED'),
  event(3, 'TASK_CHANGED', { taskStatus: 'APPROVED' }),
  event(4, 'TASK_CHANGED', { taskStatus: 'CLOSED' }),
  event(5, 'COMMENTED', { text: 'hm' }),
  event(6, 'ENDED', { ticketStatus: 'REJECTED' }),
  event(7, 'SOMETHING_NEW'),
]

it('tells what people did, and the bookkeeping only when asked', () => {
  expect(timelineOf(history, false).map(({ event: { seq } }) => seq)).toEqual([1, 3, 5, 6, 7])
  expect(timelineOf(history, true)).toHaveLength(7)
})

it('tells a change of what was approved from one that nobody had seen', () => {
  const changes = [{ field: 'commit', before: 'a', after: 'b' }]
  const lines = timelineOf(
    [
      ...[event(1, 'OPENED'), event(2, 'STARTED_OVER', { changes })],
      ...[event(3, 'TASK_CHANGED', { taskStatus: 'APPROVED' }), event(4, 'STARTED_OVER', { changes })],
      event(5, 'STARTED_OVER', { changes }),
    ],
    false,
  )
  expect(lines.filter(({ approved }) => approved).map(({ event: { seq } }) => seq)).toEqual([4])
})

it('shows how things went by sign and tone', () => {
  const lines = timelineOf(history, false).map(({ icon, tone, comment }) => [icon, tone, comment])
  expect(lines).toEqual([
    ['send', 'plain', false],
    ['check', 'good', false],
    ['chat', 'plain', true],
    ['stop', 'bad', false],
    ['dot', 'plain', false],
  ])
})
