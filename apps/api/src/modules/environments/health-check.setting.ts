import type { ReleaseSnapshot } from '../../engine/types.ts'

/** Whether Sendoff locks the environment after a failed release went back. Left open, production is locked. */
export const locksAfterWayBack = ({ healthCheck }: ReleaseSnapshot, kind: 'TEST' | 'PRODUCTION'): boolean =>
  healthCheck?.lockAfterRollback ?? kind === 'PRODUCTION'
