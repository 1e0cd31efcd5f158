import { expect, test } from 'vitest'
import { type MyRoom, roomChanges, withRoom } from './my-rooms.ts'

const room = (roomId: string, change: Partial<MyRoom> = {}): MyRoom => ({
  roomId,
  name: roomId,
  headSeq: 1,
  unreadCount: 0,
  mentionCount: 0,
  isMember: true,
  lastMessage: null,
  ...change,
})
const known = new Map([room('general'), room('harbour'), room('quay')].map((each) => [each.roomId, each]))

test('whoever asks for all rooms hears of those that changed, came or went', () => {
  const changes = roomChanges(known, [
    room('general'),
    room('harbour', { unreadCount: 1 }),
    room('pier'),
    room('elsewhere', { isMember: false }),
  ])
  expect(changes.map(({ roomId, isMember }) => [roomId, isMember])).toEqual([
    ['harbour', true],
    ['pier', true],
    ['quay', false],
  ])
  expect([...changes.reduce(withRoom, known as ReadonlyMap<string, MyRoom>).keys()]).toEqual([
    'general',
    'harbour',
    'pier',
  ])
})

test('nothing is told twice', () => {
  expect(
    roomChanges(
      known,
      [...known.values()].map((each) => ({ ...each })),
    ),
  ).toEqual([])
})
