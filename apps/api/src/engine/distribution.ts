/** How builds travel to many servers: a setting of the environment. */
export type DistributionSetting = {
  /** AUTO: peer-to-peer where it pays. */
  peerToPeer: 'AUTO' | 'ALWAYS' | 'NEVER'
  /** On which one port of each server others may reach it, such as `6881-6999`. */
  portRange: string
  /** What each server may give to others, KB per second; 0 = all that its link takes. */
  uploadLimitKb: number
  /** Whether what servers send each other is encrypted. */
  encryption: boolean
}

export const DEFAULT_DISTRIBUTION: DistributionSetting = {
  peerToPeer: 'AUTO',
  portRange: '6881-6999',
  uploadLimitKb: 0,
  encryption: false,
}

/** Below either, the seconds that a swarm needs to form are more than it saves. */
export const PAYS_FROM = { servers: 8, bytes: 20_000_000 }
