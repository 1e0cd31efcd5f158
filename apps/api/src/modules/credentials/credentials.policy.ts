import { guardOf, type Rights } from '../kernel/rights.ts'

/** Whoever may choose a credential for a server may see its name; what is sealed in it, nobody sees. */
export const credentialRights = {
  credentials: { needs: 'VIEWER', doWhat: 'see credentials' },
  addCredential: { needs: 'ADMIN', doWhat: 'add credentials' },
  updateCredential: { needs: 'ADMIN', doWhat: 'change credentials' },
  removeCredential: { needs: 'ADMIN', doWhat: 'remove credentials' },
} satisfies Rights

export const guardCredentials = guardOf(credentialRights)
