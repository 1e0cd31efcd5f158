import { guardOf, type Rights } from '../kernel/rights.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'

/** What each operation needs at least. Opening one also needs the right to work on the server by hand. */
export const terminalRights = {
  openTerminal: { needs: 'DEVELOPER', doWhat: 'open terminals' },
  endTerminal: { needs: 'VIEWER', doWhat: 'end terminals' },
  terminals: { needs: 'VIEWER', doWhat: 'see terminals' },
  terminal: { needs: 'VIEWER', doWhat: 'see terminals' },
} satisfies Rights

export const guardTerminals = guardOf(terminalRights)

/** Whose terminals somebody sees, with their recordings: everybody their own, an ADMIN all. */
export const visibleTo = (viewer: Viewer) => (hasRole(viewer, 'ADMIN') ? {} : { userId: viewer.userId })
