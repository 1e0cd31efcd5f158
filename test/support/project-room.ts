import { messageOfEvent } from '../../apps/api/src/modules/chat/message-placing.ts'
import { type PlacedMessage, type RoomEventPayload, roomStream } from '../../apps/api/src/modules/chat/room.events.ts'
import { openProjectRoom } from '../../apps/api/src/modules/chat/room-membership.ts'
import type { StoredEvent } from '../../apps/api/src/streams/event-log.ts'
import { type ReleaseHouse, seedEnvironment } from './releases.ts'

/** An environment whose project has a room, with the one who made it in it. */
export async function seedProjectRoom(house: ReleaseHouse, change: Parameters<typeof seedEnvironment>[1] = {}) {
  const seed = await seedEnvironment(house, change)
  await house.log.transaction((tx) => openProjectRoom(tx, seed.viewer, seed.project))
  const room = await house.prisma.room.findUniqueOrThrow({ where: { projectId: seed.project.id } })
  return { ...seed, roomId: room.id }
}

/** All that a room's log says. */
export async function readRoom(
  house: Pick<ReleaseHouse, 'log'>,
  roomId: string,
): Promise<StoredEvent<RoomEventPayload>[]> {
  const events = await house.log.read(roomStream(roomId), { after: 0, limit: 500 })
  return events as StoredEvent<RoomEventPayload>[]
}

/** The messages as a replay of the log leaves them, by seq. */
export function replay(roomId: string, events: StoredEvent[]): PlacedMessage[] {
  const messages = new Map<string, PlacedMessage>()
  for (const event of events) {
    const message = messageOfEvent(roomId, event)
    if (message) messages.set(message.id, message)
  }
  return [...messages.values()].sort((one, other) => one.seq - other.seq)
}

/** The messages as the tables hold them, by seq. */
export async function readTables({ prisma }: Pick<ReleaseHouse, 'prisma'>, roomId: string): Promise<PlacedMessage[]> {
  const rows = await prisma.message.findMany({ where: { roomId }, orderBy: { seq: 'asc' } })
  return rows.map(({ seq, changedSeq, state }) => ({ ...(state as unknown as PlacedMessage), roomId, seq, changedSeq }))
}
