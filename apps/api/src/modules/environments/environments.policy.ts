import { guardOf, type Rights } from '../kernel/rights.ts'

export const environmentRights = {
  environment: { needs: 'VIEWER', doWhat: 'see environments' },
  wouldShip: { needs: 'VIEWER', doWhat: 'see what would ship' },
  addEnvironment: { needs: 'OPERATOR', doWhat: 'add environments' },
  updateEnvironment: { needs: 'OPERATOR', doWhat: 'change environments' },
  restoreVariables: { needs: 'OPERATOR', doWhat: 'change environments' },
  removeEnvironment: { needs: 'OPERATOR', doWhat: 'remove environments' },
  lockEnvironment: { needs: 'OPERATOR', doWhat: 'lock environments' },
  unlockEnvironment: { needs: 'OPERATOR', doWhat: 'unlock environments' },
} satisfies Rights

export const guardEnvironments = guardOf(environmentRights)
