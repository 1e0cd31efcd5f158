import { guardOf, type Rights } from '../kernel/rights.ts'

export const activityRights = {
  activity: { needs: 'VIEWER', doWhat: 'see the activity' },
} satisfies Rights

export const guardActivity = guardOf(activityRights)
