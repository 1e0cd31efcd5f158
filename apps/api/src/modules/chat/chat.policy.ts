import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'

/** What each operation needs at least; reading and writing in a room also need membership. */
export const chatRights = {
  rooms: { needs: 'VIEWER', doWhat: 'see rooms' },
  createRoom: { needs: 'VIEWER', doWhat: 'create rooms' },
  updateRoom: { needs: 'OPERATOR', doWhat: 'rename rooms' },
  joinRoom: { needs: 'VIEWER', doWhat: 'join rooms' },
  leaveRoom: { needs: 'VIEWER', doWhat: 'leave rooms' },
  addRoomMember: { needs: 'OPERATOR', doWhat: 'add people to rooms' },
  removeRoomMember: { needs: 'ADMIN', doWhat: 'remove people from rooms' },
  closeRoomConnections: { needs: 'VIEWER', doWhat: 'close connections' },
  sendMessage: { needs: 'VIEWER', doWhat: 'write in rooms' },
  editMessage: { needs: 'VIEWER', doWhat: 'edit messages' },
  deleteMessage: { needs: 'VIEWER', doWhat: 'delete messages' },
  addReaction: { needs: 'VIEWER', doWhat: 'react' },
  removeReaction: { needs: 'VIEWER', doWhat: 'react' },
  keepPresence: { needs: 'VIEWER', doWhat: 'be in rooms' },
  setTyping: { needs: 'VIEWER', doWhat: 'write in rooms' },
  markRead: { needs: 'VIEWER', doWhat: 'mark rooms as read' },
} satisfies Rights

export const guardChat = guardOf(chatRights)

/** Everybody may close their own connections; those of others only an admin. */
export const mayCloseConnectionsOf = (viewer: Viewer, userId: string | null) =>
  userId === viewer.userId || hasRole(viewer, 'ADMIN')

/** People delete what they wrote; operators what has no place in a room. */
export const mayDelete = (viewer: Viewer, authorId: string) => authorId === viewer.userId || hasRole(viewer, 'OPERATOR')

/** Calls everybody of the room. */
export const mayMentionEveryone = (viewer: Viewer) => hasRole(viewer, 'DEVELOPER')
