import type { GateProbes } from '../ports.ts'

/** For tests in which no release has a gate. */
export const noProbes: GateProbes = { ask: () => Promise.reject(new Error('nothing is asked here')) }
