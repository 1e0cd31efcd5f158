import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'

/** What each operation needs at least. The polls of a room also need membership. */
export const pollRights = {
  poll: { needs: 'VIEWER', doWhat: 'see polls' },
  pollByCode: { needs: 'VIEWER', doWhat: 'see polls' },
  polls: { needs: 'VIEWER', doWhat: 'see polls' },
  createPoll: { needs: 'VIEWER', doWhat: 'create polls' },
  updatePoll: { needs: 'VIEWER', doWhat: 'change polls' },
  removePoll: { needs: 'VIEWER', doWhat: 'remove polls' },
  openPoll: { needs: 'VIEWER', doWhat: 'open polls' },
  pausePoll: { needs: 'VIEWER', doWhat: 'pause polls' },
  closePoll: { needs: 'VIEWER', doWhat: 'close polls' },
  vote: { needs: 'VIEWER', doWhat: 'vote' },
} satisfies Rights

export const guardPolls = guardOf(pollRights)

/** Whoever made it opens, pauses and closes it; so do operators. */
export const mayManage = (viewer: Viewer, createdById: string) =>
  viewer.userId === createdById || hasRole(viewer, 'OPERATOR')
