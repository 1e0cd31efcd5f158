import { expect, test, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} })
const { isWorthNotice } = await import('./mention-notices.ts')

const room = (mentionCount: number, authorId = 'ann') =>
  ({
    roomId: 'r',
    name: 'general',
    headSeq: 9,
    unreadCount: 5,
    mentionCount,
    isMember: true,
    lastMessage: { id: 'm', seq: 9, text: 'hi @bob', sentAt: '', author: { id: authorId, displayName: 'Ann' } },
  }) as never
const looking = { viewerId: 'bob', visibleRoomId: null }

test('a notice tells of a new mention by somebody else in a room that is not before the eyes', () => {
  expect(isWorthNotice(room(1), room(0), looking)).toBe(true)
  expect(isWorthNotice(room(1), room(1), looking)).toBe(false)
  expect(isWorthNotice(room(0), room(1), looking)).toBe(false)
  expect(isWorthNotice(room(3), null, looking)).toBe(false)
  expect(isWorthNotice(room(1, 'bob'), room(0), looking)).toBe(false)
  expect(isWorthNotice(room(1), room(0), { ...looking, visibleRoomId: 'r' })).toBe(false)
  expect(isWorthNotice(room(1), room(0), { ...looking, visibleRoomId: 'other' })).toBe(true)
})
