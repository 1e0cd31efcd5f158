import { forbidden } from '../kernel/errors.ts'
import { hasRole, type Viewer } from '../kernel/viewer.ts'

export const mayManageUsers = (viewer: Viewer) => hasRole(viewer, 'ADMIN')

/** Everybody signed in may see who is here; what they may see of themselves alone are sessions and tokens. */
export const visibleSessions = (viewer: Viewer) => ({ userId: viewer.userId })

export function requireUserManagement(viewer: Viewer, doWhat: string): void {
  if (!mayManageUsers(viewer)) throw forbidden(doWhat, 'ADMIN')
}
