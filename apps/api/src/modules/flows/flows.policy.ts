import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'

/** What each operation needs at least. Drafts, and what is only a draft, are for those who draw. */
export const flowRights = {
  flows: { needs: 'VIEWER', doWhat: 'see flows' },
  flow: { needs: 'VIEWER', doWhat: 'see flows' },
  flowTemplates: { needs: 'VIEWER', doWhat: 'see templates of flows' },
  checkFlow: { needs: 'OPERATOR', doWhat: 'draw flows' },
  simulateFlow: { needs: 'OPERATOR', doWhat: 'try flows out' },
  saveFlow: { needs: 'OPERATOR', doWhat: 'draw flows' },
  importFlow: { needs: 'OPERATOR', doWhat: 'import flows' },
  publishFlow: { needs: 'OPERATOR', doWhat: 'publish flows' },
  retireFlow: { needs: 'OPERATOR', doWhat: 'retire flows' },
  restoreFlow: { needs: 'OPERATOR', doWhat: 'bring flows back' },
  removeFlow: { needs: 'OPERATOR', doWhat: 'remove flows' },
} satisfies Rights

export const guardFlows = guardOf(flowRights)

/** Operators and admins draw and publish. */
export const mayDraw = (viewer: Viewer) => hasRole(viewer, 'OPERATOR')

/** Which flows somebody sees: one that was never published is only for those who draw. */
export const visibleTo = (viewer: Viewer) => (mayDraw(viewer) ? {} : { version: { gt: 0 } })
