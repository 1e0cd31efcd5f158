import type { BuildTurns } from '../ports.ts'

/** For tests in which whoever wants to build may. */
export const freeSlots: BuildTurns = {
  take: async () => ({ free: async () => undefined }),
  adopt: async () => false,
}
