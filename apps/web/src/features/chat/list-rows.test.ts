import { expect, test } from 'vitest'
import { grewInFront, type ListRow, listRows, type Outgoing } from './list-rows.ts'
import type { Message } from './message.ts'
import type { RoomRow } from './room-rows.ts'

const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00Z`
const message = (seq: number, author = 'ada', clientId: string | null = null) =>
  ({
    id: `m${seq}`,
    seq,
    clientId,
    author: { id: author, displayName: author },
    sentAt: at(seq),
    card: null,
    replyTo: null,
  }) as Message
const row = (seq: number, author?: string, clientId?: string): RoomRow => {
  const made = message(seq, author, clientId ?? null)
  return { kind: 'message', key: made.id, message: made, startsGroup: true }
}
const outgoing = (clientId: string): Outgoing => ({
  clientId,
  message: message(0, 'me', clientId),
  delivery: { state: 'sending', reason: null },
})
const nothing = { viewerId: 'me', notices: [], presence: [], outgoing: [] }
const keys = (rows: ListRow[]) => rows.map((each) => each.key)

test('what passes by stands at its time, what is on its way at the end', () => {
  const line = (id: string, minute: number) => ({
    id,
    kind: 'CONNECTED' as const,
    names: ['bob'],
    more: 0,
    at: at(minute),
  })
  const rows = listRows([row(3), row(6)], {
    ...nothing,
    presence: [line('late', 7), line('early', 4)],
    outgoing: [outgoing('c1'), outgoing('c2')],
  })
  expect(keys(rows)).toEqual(['start', 'm3', 'presence:early', 'm6', 'presence:late', 'own:c1', 'own:c2'])
  expect(rows.map((each) => (each.kind === 'message' ? each.startsGroup : null)).slice(-2)).toEqual([true, false])
})

test('a confirmed message keeps its key, and is shown once while both are known', () => {
  const before = listRows([row(3)], { ...nothing, outgoing: [outgoing('c1')] })
  const both = listRows([row(3), row(4, 'me', 'c1')], { ...nothing, outgoing: [outgoing('c1')] })
  expect(keys(both)).toEqual(keys(before))
  // Somebody else may have used the same clientId.
  expect(keys(listRows([row(3, 'bob', 'c1')], nothing))).toEqual(['start', 'm3'])
})

test('the beginning of the room is said only where nothing is missing before', () => {
  const hole: RoomRow = { kind: 'hole', key: 'hole:1', range: { fromSeq: 1, toSeq: 2 } }
  expect(keys(listRows([hole, row(3)], nothing))).toEqual(['hole:1', 'm3'])
})

test('older messages in front are told from newer ones behind', () => {
  const shown = listRows([row(3), row(4)], nothing)
  expect(grewInFront(shown, listRows([row(1), row(2), row(3), row(4)], nothing))).toBe(true)
  expect(grewInFront(shown, listRows([row(3), row(4), row(5)], nothing))).toBe(false)
  expect(grewInFront([], shown)).toBe(false)
})
