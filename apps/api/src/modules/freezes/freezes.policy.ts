import { guardOf, type Rights } from '../kernel/rights.ts'

export const freezeRights = {
  freezes: { needs: 'VIEWER', doWhat: 'see freezes' },
  addFreeze: { needs: 'OPERATOR', doWhat: 'freeze releases' },
  updateFreeze: { needs: 'OPERATOR', doWhat: 'change freezes' },
  removeFreeze: { needs: 'OPERATOR', doWhat: 'remove freezes' },
} satisfies Rights

/** Strict ones are an ADMIN's: whoever may not override one may not take it away either. */
export const strictNeeds = 'ADMIN'

export const guardFreezes = guardOf(freezeRights)
