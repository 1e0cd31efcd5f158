/** Where samples come from. The adapter speaks SSH. */
export interface SampleSource {
  /** Connects and makes ready. @throws what is wrong, in words for people, as its message; an AbortError */
  open(serverId: string, signal: AbortSignal): Promise<OpenSource>
}

export interface OpenSource {
  /** Everything that the server says now. @throws when it cannot be had in time: then only `close` is of use */
  batch(options: { mounts: boolean }): Promise<string>
  readonly alive: boolean
  /** Also while a batch is under way. Never throws. */
  close(): Promise<void>
}

/** What came of one try to sample a server. */
export interface Outcome {
  serverId: string
  /** When it was, by `performance.now()`. */
  at: number
  /** Null: it failed. */
  values: Readonly<Record<string, number>> | null
  /** Why it failed, or what is missing; for people. */
  problem: string | null
  /** From question to answer. */
  ms: number | null
}
