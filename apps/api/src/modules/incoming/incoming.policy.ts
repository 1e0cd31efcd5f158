import { guardOf, type Rights } from '../kernel/rights.ts'

export const incomingRights = {
  incomingHooks: { needs: 'OPERATOR', doWhat: 'see incoming webhooks' },
  incomingHook: { needs: 'OPERATOR', doWhat: 'see incoming webhooks' },
  addIncomingHook: { needs: 'OPERATOR', doWhat: 'add incoming webhooks' },
  updateIncomingHook: { needs: 'OPERATOR', doWhat: 'change incoming webhooks' },
  renewIncomingSecret: { needs: 'OPERATOR', doWhat: 'renew the secrets of incoming webhooks' },
  removeIncomingHook: { needs: 'OPERATOR', doWhat: 'remove incoming webhooks' },
} satisfies Rights

export const guardIncoming = guardOf(incomingRights)
