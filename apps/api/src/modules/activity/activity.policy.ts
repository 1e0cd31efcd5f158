import { guardOf, type Rights } from '../kernel/rights.ts'

/** Of which lines somebody may know is said in activity.audience.ts. */
export const activityRights = {
  activity: { needs: 'VIEWER', doWhat: 'see the activity' },
  activityLines: { needs: 'VIEWER', doWhat: 'see the activity' },
  activityLine: { needs: 'VIEWER', doWhat: 'see the activity' },
  activityChain: { needs: 'ADMIN', doWhat: 'verify the activity' },
} satisfies Rights

export const guardActivity = guardOf(activityRights)

/** What is no operation of the API but a route of its own. */
export const guardExport = guardOf({ exportActivity: { needs: 'ADMIN', doWhat: 'export the activity' } })
