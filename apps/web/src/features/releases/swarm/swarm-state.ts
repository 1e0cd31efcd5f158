import type { Step, Swarm } from '../operations.ts'

/** What a server does in a distribution. SEEDS: it has all, and gives. */
export type SwarmPart = 'TAKES' | 'SEEDS' | 'HAS' | 'IS_SENT' | 'WAS_SENT'

export interface SwarmRow {
  serverId: string
  name: string
  part: SwarmPart
  /** Why Sendoff serves it alone. */
  reason: string | null
  received: number
  given: number
  /** 0 to 1. */
  share: number
}

/** Each server of a distribution, under the name that the plan has for it. */
export function swarmRows(
  swarm: Swarm,
  steps: readonly Pick<Step, 'key' | 'serverName'>[],
  running: boolean,
): SwarmRow[] {
  const names = new Map(steps.map(({ key, serverName }) => [key, serverName]))
  const has = ({ receivedBytes }: Swarm['servers'][number]) => receivedBytes >= swarm.artifactBytes
  const wanted = running && swarm.servers.some((server) => server.way === 'SWARM' && !has(server))
  return swarm.servers.map((server) => {
    const { serverId, way, reason, receivedBytes: received, givenBytes: given } = server
    const whole: SwarmPart = way === 'DIRECT' ? 'WAS_SENT' : wanted ? 'SEEDS' : 'HAS'
    const part = has(server) ? whole : way === 'DIRECT' ? 'IS_SENT' : 'TAKES'
    const share = Math.min(1, received / Math.max(1, swarm.artifactBytes))
    return { serverId, name: names.get(`upload:${serverId}`) ?? serverId, part, reason, received, given, share }
  })
}

/** What left Sendoff, against a copy for each server. */
export function swarmTotals({ artifactBytes, platformBytes, peerBytes, servers }: Swarm) {
  const star = artifactBytes * servers.length
  return { platform: platformBytes, peers: peerBytes, star, share: Math.min(1, platformBytes / Math.max(1, star)) }
}
