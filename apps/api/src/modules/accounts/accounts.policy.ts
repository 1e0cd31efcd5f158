import { guardOf, type Rights } from '../kernel/rights.ts'
import type { Viewer } from '../kernel/viewer.ts'

export const accountRights = {
  users: { needs: 'VIEWER', doWhat: 'see users' },
  changePassword: { needs: 'VIEWER', doWhat: 'change your password' },
  createApiToken: { needs: 'VIEWER', doWhat: 'create API tokens' },
  revokeApiToken: { needs: 'VIEWER', doWhat: 'revoke API tokens' },
  revokeSession: { needs: 'VIEWER', doWhat: 'end sessions' },
  addUser: { needs: 'ADMIN', doWhat: 'add users' },
  updateUser: { needs: 'ADMIN', doWhat: 'change users' },
} satisfies Rights

export const guardAccounts = guardOf(accountRights)

/** Sessions and tokens are seen and ended by their owner alone. */
export const ownedBy = (viewer: Viewer) => ({ userId: viewer.userId, revokedAt: null })
