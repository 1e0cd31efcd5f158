import { describe, expect, test } from 'vitest'
import type { Message } from './message.ts'
import { messageAt } from './room-log.fixture.ts'
import { roomRows } from './room-rows.ts'
import { openRoom, trimAround } from './room-state.ts'

const bob = { id: 'bob', displayName: 'Bob' }
const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1, 23, 0) + count * 60_000).toISOString()
const utcDay = (at: string) => at.slice(0, 10)

function rowsOf(messages: Message[], readSeq: number | null = null) {
  const state = openRoom({ messages, headSeq: messages.at(-1)?.seq ?? 0, epoch: 1, hasOlder: false, hasNewer: false })
  return roomRows(state, { readSeq, viewerId: 'bob', dayOf: utcDay })
}

const shape = (rows: ReturnType<typeof roomRows>) =>
  rows.map((row) => (row.kind === 'message' ? `${row.message.seq}${row.startsGroup ? ' under a name' : ''}` : row.kind))

describe('groups', () => {
  test('one author within five minutes stands under one name', () => {
    const rows = rowsOf([
      messageAt(1, { sentAt: minutes(0) }),
      messageAt(2, { sentAt: minutes(5) }),
      messageAt(3, { sentAt: minutes(10.1) }),
      messageAt(4, { sentAt: minutes(11), author: bob }),
    ])
    expect(shape(rows)).toEqual(['day', '1 under a name', '2', '3 under a name', '4 under a name'])
  })

  test('a reply, a card and a new day begin a group', () => {
    const replyTo = { id: 'm1', seq: 1, author: bob, text: 'hm', deleted: false }
    const rows = rowsOf([
      messageAt(1, { sentAt: minutes(55) }),
      messageAt(2, { sentAt: minutes(56), replyTo }),
      messageAt(3, { sentAt: minutes(57), card: {} }),
      messageAt(4, { sentAt: minutes(58) }),
      messageAt(5, { sentAt: minutes(61) }),
    ])
    const named = (seq: number) => `${seq} under a name`
    expect(shape(rows)).toEqual(['day', named(1), named(2), named(3), named(4), 'day', named(5)])
  })
})

describe('the line above what is unread', () => {
  test('stands above the first message of somebody else that is still there', () => {
    const rows = rowsOf(
      [
        messageAt(1),
        messageAt(2, { author: bob }),
        messageAt(3, { deletedAt: minutes(1) }),
        messageAt(4),
        messageAt(5),
      ],
      1,
    )
    expect(shape(rows)).toEqual([
      'day',
      '1 under a name',
      '2 under a name',
      '3 under a name',
      'unread',
      '4 under a name',
      '5',
    ])
  })

  test('is not drawn when everything is read', () => {
    expect(shape(rowsOf([messageAt(1), messageAt(2)], 2))).not.toContain('unread')
  })
})

test('holes stand where messages are not loaded, and keys are unique', () => {
  const messages = Array.from({ length: 9 }, (_, index) => messageAt(index + 1))
  const state = trimAround(openRoom({ messages, headSeq: 9, epoch: 1, hasOlder: false, hasNewer: false }), 5, 3)
  const rows = roomRows(state, { readSeq: null, viewerId: 'bob', dayOf: utcDay })
  expect(shape(rows)).toEqual(['hole', 'day', '4 under a name', '5', '6', 'hole'])
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
})
