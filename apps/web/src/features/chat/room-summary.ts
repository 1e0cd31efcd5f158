/** A room as the list shows it. */
export interface RoomSummary {
  id: string
  name: string
  topic: string | null
  project: { id: string; title: string } | null
  everyone: boolean
  isMember: boolean
  unreadCount: number
  mentionCount: number
}

export interface RoomGroups {
  rooms: RoomSummary[]
  projects: RoomSummary[]
  more: RoomSummary[]
}

/** The rooms in the order of the list: what everybody is in first, then by name; projects apart; what can be joined last. */
export function groupRooms(rooms: readonly RoomSummary[], locale: string): RoomGroups {
  const sorted = rooms.toSorted(
    (one, other) => Number(other.everyone) - Number(one.everyone) || one.name.localeCompare(other.name, locale),
  )
  return {
    rooms: sorted.filter((room) => room.isMember && !room.project),
    projects: sorted.filter((room) => room.isMember && room.project),
    more: sorted.filter((room) => !room.isMember),
  }
}

/** The room that an address names: by its id, or by its name as people type it. */
export function findRoom<Room extends { id: string; name: string }>(
  rooms: readonly Room[],
  named: string,
): Room | undefined {
  const name = named.trim().toLowerCase()
  return rooms.find((room) => room.id === named) ?? rooms.find((room) => room.name.toLowerCase() === name)
}

interface Badge {
  name: string
  unreadCount: number
  mentionCount: number
}

/** The rooms with their newest badges and names. */
export function withBadges<Room extends RoomSummary>(
  rooms: readonly Room[],
  badges: ReadonlyMap<string, Badge>,
): Room[] {
  return rooms.map((room) => {
    const badge = badges.get(room.id)
    if (!badge) return room
    const { name, unreadCount, mentionCount } = badge
    return { ...room, name, unreadCount, mentionCount }
  })
}
