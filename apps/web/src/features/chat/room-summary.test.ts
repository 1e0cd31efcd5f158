import { expect, test } from 'vitest'
import { findRoom, groupRooms, type RoomSummary, withBadges } from './room-summary.ts'

const room = (name: string, more: Partial<RoomSummary> = {}): RoomSummary => ({
  id: `id-${name}`,
  name,
  topic: null,
  project: null,
  everyone: false,
  isMember: true,
  unreadCount: 0,
  mentionCount: 0,
  ...more,
})
const rooms = [
  room('zebra'),
  room('shop', { project: { id: 'p1', title: 'Shop' } }),
  room('lounge', { isMember: false }),
  room('ada'),
  room('general', { everyone: true }),
]

test('general first, then by name; projects and rooms to join apart', () => {
  const { rooms: own, projects, more } = groupRooms(rooms, 'en')
  expect(own.map((each) => each.name)).toEqual(['general', 'ada', 'zebra'])
  expect(projects.map((each) => each.name)).toEqual(['shop'])
  expect(more.map((each) => each.name)).toEqual(['lounge'])
})

test('an address names a room by id or by name', () => {
  expect(findRoom(rooms, 'id-ada')?.name).toBe('ada')
  expect(findRoom(rooms, 'General')?.name).toBe('general')
  expect(findRoom(rooms, 'nowhere')).toBeUndefined()
})

test('badges replace what was read before', () => {
  const badges = new Map([['id-ada', { name: 'ada', unreadCount: 3, mentionCount: 1 }]])
  const shown = withBadges(rooms, badges)
  expect(findRoom(shown, 'ada')).toMatchObject({ unreadCount: 3, mentionCount: 1 })
  expect(findRoom(shown, 'zebra')).toMatchObject({ unreadCount: 0, mentionCount: 0 })
})
