import { guardOf, type Rights } from '../../kernel/rights.ts'

/** What each operation needs at least. A show's polls are seen by whoever may see them. */
export const showRights = {
  pollShow: { needs: 'VIEWER', doWhat: 'see shows of polls' },
  pollShows: { needs: 'VIEWER', doWhat: 'see shows of polls' },
  createPollShow: { needs: 'VIEWER', doWhat: 'create shows of polls' },
  updatePollShow: { needs: 'VIEWER', doWhat: 'change shows of polls' },
  removePollShow: { needs: 'VIEWER', doWhat: 'remove shows of polls' },
  stagePoll: { needs: 'VIEWER', doWhat: 'present shows of polls' },
  revealPoll: { needs: 'VIEWER', doWhat: 'present shows of polls' },
} satisfies Rights

export const guardShows = guardOf(showRights)
