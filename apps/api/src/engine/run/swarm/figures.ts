import type { SwarmServer } from '../../swarm-port.ts'
import type { Run, ServerRun } from '../run-state.ts'
import type { SwarmProgress } from './summary-line.ts'

const TELL_EVERY_MS = 1000
/** Of a reason, which is told again with every change. */
const MOST_REASON = 300

/** Keeps account of who got what from whom, and tells the journal about it while it changes. */
export interface FigureBook {
  note(serverId: string, progress: SwarmProgress): void
  /** The server is served by this machine from now on; what it has so far is thrown away. */
  turnDirect(serverId: string, reason: string): void
  /** All of it is there. */
  arrived(serverId: string): void
  /** The last word. */
  end(): Promise<void>
}

export function keepFigures(
  run: Run,
  members: readonly ServerRun[],
  size: number,
  seedBytes: () => number,
): FigureBook {
  const servers = new Map<string, SwarmServer>(
    members.map(({ id }) => [id, { serverId: id, way: 'SWARM', receivedBytes: 0, givenBytes: 0 }]),
  )
  let told = ''
  let telling: Promise<void> = Promise.resolve()
  const tell = (): void => {
    for (const { id, sentBytes } of members)
      if (servers.get(id)?.way === 'DIRECT') change(id, { receivedBytes: sentBytes })
    const all = [...servers.values()]
    const direct = members.reduce((sum, { sentBytes }) => sum + sentBytes, 0)
    const peerBytes = all.reduce((sum, { givenBytes }) => sum + givenBytes, 0)
    const figures = { artifactBytes: size, platformBytes: seedBytes() + direct, peerBytes, servers: all }
    if (JSON.stringify(figures) === told) return
    told = JSON.stringify(figures)
    // A journal that fails has stopped the run already.
    telling = run.ports.journal.swarmChanged(structuredClone(figures)).catch(() => undefined)
  }
  const change = (serverId: string, to: Partial<SwarmServer>): void => {
    const server = servers.get(serverId)
    if (server) servers.set(serverId, { ...server, ...to })
  }
  const timer = setInterval(tell, TELL_EVERY_MS)
  return {
    note(serverId, { received, given }) {
      change(serverId, { givenBytes: given, ...(received === null ? {} : { receivedBytes: received }) })
    },
    turnDirect: (serverId, reason) =>
      change(serverId, { way: 'DIRECT', receivedBytes: 0, reason: reason.slice(0, MOST_REASON) }),
    arrived: (serverId) => change(serverId, { receivedBytes: size }),
    async end() {
      clearInterval(timer)
      tell()
      await telling
    },
  }
}
