import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const roomsQuery = graphql(`
  query Rooms {
    rooms {
      id name topic everyone isMember memberCount readSeq headSeq unreadCount mentionCount
      project { id title }
    }
  }
`)
export type Room = ResultOf<typeof roomsQuery>['rooms'][number]

export const createRoom = graphql(`
  mutation CreateRoom($name: String!, $topic: String) { createRoom(name: $name, topic: $topic) { id } }
`)
export const updateRoom = graphql(`
  mutation UpdateRoom($id: ID!, $name: String, $topic: String) { updateRoom(id: $id, name: $name, topic: $topic) { id } }
`)
export const joinRoom = graphql(`mutation JoinRoom($roomId: ID!) { joinRoom(roomId: $roomId) { id isMember } }`)
export const leaveRoom = graphql(`mutation LeaveRoom($roomId: ID!) { leaveRoom(roomId: $roomId) { id isMember } }`)

export const membersQuery = graphql(`
  query RoomMembers($id: ID!, $first: Int, $after: String, $search: String) {
    roomById(id: $id) {
      id
      members(first: $first, after: $after, search: $search) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { joinedAt user { id username displayName } }
      }
    }
  }
`)
export type Member = NonNullable<ResultOf<typeof membersQuery>['roomById']>['members']['nodes'][number]['user']

export const addMember = graphql(`
  mutation AddRoomMember($roomId: ID!, $userId: ID!) { addRoomMember(roomId: $roomId, userId: $userId) { id } }
`)
export const removeMember = graphql(`
  mutation RemoveRoomMember($roomId: ID!, $userId: ID!, $reason: String) {
    removeRoomMember(roomId: $roomId, userId: $userId, reason: $reason) { id }
  }
`)
export const closeConnections = graphql(`
  mutation CloseRoomConnections($roomId: ID!, $userId: ID, $reason: String) {
    closeRoomConnections(roomId: $roomId, userId: $userId, reason: $reason)
  }
`)

export const editMessage = graphql(
  `mutation EditMessage($id: ID!, $text: String!) { editMessage(id: $id, text: $text) { id } }`,
)
export const deleteMessage = graphql(`mutation DeleteMessage($id: ID!) { deleteMessage(id: $id) { id } }`)
export const addReaction = graphql(`
  mutation AddReaction($messageId: ID!, $emoji: String!) { addReaction(messageId: $messageId, emoji: $emoji) { id } }
`)
export const removeReaction = graphql(`
  mutation RemoveReaction($messageId: ID!, $emoji: String!) { removeReaction(messageId: $messageId, emoji: $emoji) { id } }
`)
