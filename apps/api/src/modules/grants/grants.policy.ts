import { guardOf, type Rights } from '../kernel/rights.ts'

export const grantRights = {
  accessGrants: { needs: 'VIEWER', doWhat: 'see who was granted access' },
  grantAccess: { needs: 'ADMIN', doWhat: 'grant access' },
  revokeAccess: { needs: 'DEVELOPER', doWhat: 'take access back' },
} satisfies Rights

export const guardGrants = guardOf(grantRights)
