import type { StreamSource } from '../../graphql/live/carrier.ts'
import type { PresenceLine } from './list-rows.ts'
import type { Person } from './message.ts'

export interface PresenceState {
  onlineCount: number
  online: readonly Person[]
  typing: readonly Person[]
  notices: readonly PresenceLine[]
}

const fields = `
  onlineCount
  online(first: 200) { id displayName }
  typing { id displayName }
  notices { id kind names more at }
`
const subscription = `subscription RoomPresence($roomId: ID!) { roomPresence(roomId: $roomId) { ${fields} } }`
const keeping = `mutation KeepPresence($roomId: ID!, $connectionId: String!) {
  keepPresence(roomId: $roomId, connectionId: $connectionId) { ${fields} }
}`

export const setTyping = `mutation SetTyping($roomId: ID!, $typing: Boolean!) { setTyping(roomId: $roomId, typing: $typing) }`

interface PresenceEvent {
  seq: number
  state: PresenceState
}

/** Who is in a room, for every transport. Each state replaces the one before, so their numbers only count them. */
export function presenceSource(roomId: string): StreamSource<PresenceEvent> {
  const connectionId = crypto.randomUUID()
  let count = 0
  const event = (state: PresenceState): PresenceEvent => {
    count += 1
    return { seq: count, state }
  }
  return {
    whole: false,
    quiet: true,
    signalOf: () => 'jump',
    subscription: {
      operation: () => ({ query: subscription, variables: { roomId } }),
      pick: (data) => event((data as { roomPresence: PresenceState }).roomPresence),
    },
    page: {
      rather: true,
      operation: () => ({ query: keeping, variables: { roomId, connectionId } }),
      pick(data) {
        const now = event((data as { keepPresence: PresenceState }).keepPresence)
        return { events: [now], headSeq: now.seq }
      },
    },
  }
}
