import { guardOf, type Rights } from '../kernel/rights.ts'

export const buildRights = {
  builds: { needs: 'VIEWER', doWhat: 'see builds' },
  build: { needs: 'VIEWER', doWhat: 'see builds' },
  buildQueue: { needs: 'VIEWER', doWhat: 'see builds' },
} satisfies Rights

export const guardBuilds = guardOf(buildRights)
