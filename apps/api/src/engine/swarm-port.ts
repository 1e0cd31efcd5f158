import type { Artifact } from './ports.ts'

/** Serves an artifact to many servers at once, so that they take most of it from each other. */
export interface Swarms {
  /** @throws SwarmUnavailable: the servers are served one by one then. */
  begin(artifact: Artifact, options: SwarmOptions): Promise<Swarm>
}

export interface SwarmOptions {
  /** Ids of the servers that will take part. */
  members: readonly string[]
  /** Whether what they send each other is encrypted; passive listeners then see neither content nor name. */
  encryption: boolean
}

/** One artifact, its tracker and its first seed, for the length of one release. */
export interface Swarm {
  /** What an aria2 on a server needs to know the artifact's pieces. Its file is called `artifact`. */
  torrent: Buffer
  /** Where the tracker answers; a null host means: this machine, under the address that the server sees it at. */
  tracker: { host: string | null; port: number }
  /** The way in for one server: nobody else's announcement counts under it. */
  passkeyOf(serverId: string): string
  /** Bytes that the first seed has sent to all of them. */
  sentBytes(): number
  /** Ends the seed and closes the tracker for this artifact. Never throws. */
  end(): Promise<void>
}

/** How a peer-to-peer distribution stands. */
export type SwarmFigures = {
  artifactBytes: number
  /** What this machine has sent to all of them, directly served ones included. */
  platformBytes: number
  /** What they have sent each other. */
  peerBytes: number
  servers: SwarmServer[]
}

export type SwarmServer = {
  serverId: string
  /** DIRECT: it could not take part, or stalled, and this machine sends it everything. */
  way: 'SWARM' | 'DIRECT'
  /** Why it is served directly; absent where it is not, and in what was stored before reasons were. */
  reason?: string
  receivedBytes: number
  /** What it has sent to others. */
  givenBytes: number
}
