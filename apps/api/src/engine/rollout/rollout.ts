/** How a release goes from server to server. An amount is a number of servers ("3") or a share of all of them ("25%"). */
export interface Rollout {
  strategy: 'ALL_AT_ONCE' | 'ROLLING' | 'CANARY'
  /** ROLLING: how many at once; the next one starts when any of them has ended. At least one. */
  batch: string
  /** CANARY: how many go first. At least one. */
  canaryServers: string
  /** What the others wait for: that the canary is well, some time more, or a person's word. */
  canaryWait: 'CHECK' | 'TIME' | 'PERSON'
  canaryWaitSeconds: number
  /** So many servers may fail; one more stops the release. */
  maxFailures: string
  /** Labels of servers: those with the first one go first, one group after the other; servers of none go last. */
  groups: string[]
  /** Shell; once per release, on the first server that is ready, in the new directory, before any server switches. */
  onceCommand: string | null
  /** A step that fails on a server waits for a person's decision. */
  guided: boolean
}

/** What an environment does that was told nothing else, and releases from before there was a choice. */
export const plainRollout: Rollout = {
  strategy: 'ALL_AT_ONCE',
  batch: '1',
  canaryServers: '1',
  canaryWait: 'PERSON',
  canaryWaitSeconds: 300,
  maxFailures: '0',
  groups: [],
  onceCommand: null,
  guided: false,
}

/** An amount of `total` servers as a number; shares are rounded down. */
export function amountOf(amount: string, total: number): number {
  const number = Number.parseInt(amount, 10)
  return amount.endsWith('%') ? Math.floor((total * number) / 100) : number
}
