/**
 * Hints between processes. A hint may be lost, doubled, late or out of order: it only says "look into the log now", and may
 * carry the event itself so that the look is often not needed. Nothing may depend on a hint's arrival.
 */
export interface Bus {
  /** Never throws and never blocks a caller: a failure is counted and the hint is lost. */
  publish<K extends keyof BusTopics>(topic: K, payload: BusTopics[K]): void
  /** Resolves when the subscription is in force (Redis has acknowledged it). The returned function ends it. */
  subscribe<K extends keyof BusTopics>(topic: K, listener: (payload: BusTopics[K]) => void): Promise<() => void>
  /** Called whenever hints may have been lost (the connection was made anew). The returned function ends it. */
  onInterruption(listener: () => void): () => void
  ping(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

/** The one typed map of topics to payloads. `stream:<id>` topics carry an appended event. */
export interface BusTopics {
  [stream: `stream:${string}`]: StreamHint
  /** Something was queued, cancelled or freed: workers look into the release table. */
  releases: { releaseId: string; reason: 'queued' | 'cancel' | 'control' | 'finished' }
  /** A command was queued, cancelled or is over: workers look into the table of runs. */
  commands: { runId: string }
  /** Releases came into slots for builds, or left theirs or the line. */
  builds: { releaseIds: string[] }
  /** A user's rights changed or a session ended: live streams re-check within a second. */
  access: { userId: string; sessionId: string | null }
  /** Somebody has read further in a room: their unread counts elsewhere change. */
  reads: { userId: string; roomId: string }
  /** People came into rooms or left them: who is there is read again. */
  presence: { roomIds: string[] }
  /** Somebody writes in a room, or stopped. Stored nowhere. */
  typing: { roomId: string; userId: string; typing: boolean }
  /** Somebody opened a release, or closed it: who watches it is read again. */
  watchers: { releaseId: string }
  /** A poll's votes or state changed: whoever follows it counts again. */
  polls: { pollId: string }
  /** Another poll of a show came on stage, or what it shows changed: screens look again. */
  pollShows: { showId: string }
  /** Somebody's tasks changed: badges that show how many there are count again. */
  tasks: { userIds: string[] }
  /** Servers that somebody began or ceased to look at, or that may be sampled again: workers look which ones they are. */
  metricWatch: { serverIds: string[] }
  /** Servers were sampled, or could not be: what is stored of them now. */
  metrics: { servers: StoredMonitoring[] }
  /** Probes have other newest values, or are others: who shows them looks again. */
  probes: { probeIds: string[] }
}

/** A server's newest figures as they lie in the database; times in ms, by its clock. */
export interface StoredMonitoring {
  serverId: string
  state: 'PENDING' | 'UP' | 'DOWN' | 'PAUSED'
  since: number | null
  sampledAt: number | null
  problem: string | null
  sampleMs: number | null
  values: Record<string, number>
}

/** Events of one append, in order. `events` is empty when they were too large to travel. */
export interface StreamHint {
  /** Seqs of another epoch mean nothing to the receiver. */
  epoch: number
  headSeq: number
  events: { seq: number; kind: string; key: string | null; payload: unknown; at: string }[]
}
