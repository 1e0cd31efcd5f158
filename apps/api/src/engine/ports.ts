import type { Readable } from 'node:stream'
import type { HttpAnswer } from './health-check.ts'
import type { PackingPatterns } from './packing/patterns.ts'
import type { ProbeAnswer, ProbeGate } from './probe-gate.ts'
import type { Sending } from './sending/sending.ts'
import type { SourceParts } from './source-parts.ts'
import type { SwarmFigures } from './swarm-port.ts'
import type { PlanStep, StepStatus } from './types.ts'

/** Time, so that tests may own it. */
export interface Clock {
  now(): Date
}

// ── Remote servers ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Opens connections to servers. One adapter speaks SSH, its twin in tests runs a local shell in a directory per server. */
export interface RemoteShell {
  /**
   * Connects, verifies the pinned host key and signs in.
   * @throws RemoteUnreachable (refused, timed out, name not found, sign-in refused), HostKeyUnknown, HostKeyChanged;
   *   an AbortError when `signal` fires.
   */
  connect(serverId: string, options: { signal?: AbortSignal }): Promise<RemoteConnection>
}

export interface RemoteConnection {
  /**
   * Runs a POSIX shell script in its own process group, whose leader is the shell of the script (`$$` is the group's id),
   * and resolves with how it ended, as told by the channel.
   * Output is delivered with backpressure: the returned promise of `onOutput` is awaited before more is read.
   * When `signal` fires the remote group gets TERM, after 10 s KILL, and the promise rejects with an AbortError.
   * @throws ConnectionLost when the connection ended without an exit status (never resolves then);
   *   CommandTimedOut when nothing was printed for `idleTimeoutMs` or the whole took `totalTimeoutMs` (the group is killed).
   */
  run(script: string, options: RemoteRunOptions): Promise<RemoteExit>
  /** True until the connection was lost or closed. */
  readonly alive: boolean
  /** Closes quietly; never throws. */
  close(): Promise<void>
}

export interface RemoteRunOptions {
  /** Streamed to the script's standard input, then end of file. Nothing when absent: stdin is /dev/null. */
  stdin?: Readable
  /** Added to the script's environment. Values never appear on a command line, here or on the server. */
  env?: Record<string, string>
  signal?: AbortSignal
  onOutput?: (chunk: OutputPiece) => void | Promise<void>
  idleTimeoutMs?: number
  totalTimeoutMs?: number
}

export interface OutputPiece {
  stream: 'STDOUT' | 'STDERR'
  bytes: Buffer
}

/** `code` is null exactly when a signal ended the script. */
export interface RemoteExit {
  code: number | null
  signal: string | null
}

// ── Sources and builds ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The cached mirror of one project's repository, on the controller. */
export interface SourceRepository {
  /** Brings the mirror up to date when `commit` is not in it yet. @throws RepositoryUnreachable, RevisionNotFound */
  ensureCommit(commit: string, options: SourceOptions): Promise<void>
  /** Writes the commit's tree (no .git) into `directory`, which exists and is empty. */
  exportTree(commit: string, directory: string, options: ExportOptions): Promise<void>
}

export interface SourceOptions {
  signal?: AbortSignal
  onOutput?: (chunk: OutputPiece) => void | Promise<void>
}

export interface ExportOptions extends SourceOptions, SourceParts {}

/** Runs build commands on the controller, each in its own process group with an allow-listed environment. */
export interface LocalShell {
  /** @throws CommandTimedOut; an AbortError after the group was ended (TERM, 10 s, KILL). */
  run(command: string, options: LocalRunOptions): Promise<RemoteExit>
}

export interface LocalRunOptions extends Omit<RemoteRunOptions, 'stdin' | 'env'> {
  cwd: string
  env: Record<string, string>
}

/** A packed build, wherever it is. */
export interface PackedBuild {
  /** SHA-256 of the file, hex. */
  sha256: string
  sizeBytes: number
  fileCount: number
}

/** A packed build on the controller's disk. */
export interface Artifact extends PackedBuild {
  /** gzip-compressed tar. */
  file: string
}

export interface PackOptions extends SourceOptions {
  /** What of the directory is packed; null or absent: everything. Patterns that leave nothing are a StepFailed. */
  patterns?: PackingPatterns | null
}

/** What a server has of an earlier build. */
export interface DeltaBase {
  /** Which build it is. */
  sha256: string
  /** Its files that are still as they were, relative; each byte of a name as one character (latin1). */
  has: ReadonlySet<string>
}

/**
 * What a server lacks of an artifact: a gzipped tar with a `list` of all parts of the artifact's tar, each ended by NUL, and
 * those parts, as `0`, `1` and so on, that are not in the server's earlier build (`base/<path>`).
 */
export interface Delta {
  file: string
  /** SHA-256 of the file, hex. */
  sha256: string
  sizeBytes: number
  /** SHA-256 and length of the artifact's tar before it was compressed: what must come out on the server. */
  tarSha256: string
  tarBytes: number
}

/** Artifacts by cache key; survives restarts, bounded in size by the adapter. */
export interface ArtifactStore {
  find(cacheKey: string): Promise<Artifact | null>
  /** These very bytes, whatever they were made from; null when they are not on this disk (any more). */
  open(build: PackedBuild): Promise<Artifact | null>
  /** Packs a directory, streamed and hashed as it is written; appears under its key only when whole. */
  pack(cacheKey: string, directory: string, options: PackOptions): Promise<Artifact>
  /** A private, empty work directory; `dispose` removes it. */
  workDirectory(name: string): Promise<{ path: string; dispose(): Promise<void> }>
  /** Whether a delta from this build can be made, as far as is known without trying. */
  knows(sha256: string): Promise<boolean>
  /** Null when it cannot be made, or would not save enough. */
  delta(artifact: Artifact, base: DeltaBase): Promise<Delta | null>
}

/** What workers, each with a disk of its own, know of each other's builds. */
export interface SharedBuilds {
  /** Whether a worker that lives keeps these bytes on another disk than this one's. */
  elsewhere(build: Pick<PackedBuild, 'sha256'>): Promise<boolean>
}

/** The slots for builds: all workers together make only so many at once. */
export interface BuildTurns {
  /**
   * Waits in the line for a slot. Null: the wait is over without one, because `isMade` said so.
   * @throws the signal's reason, at once, when it fires; what `onWaiting` and `isMade` throw
   */
  take(cacheKey: string, options: WaitForTurn): Promise<BuildTurn | null>
  /** Where another living worker keeps a build of this name: the release ships it, once it was handed over. */
  adopt(cacheKey: string): Promise<boolean>
}

export interface WaitForTurn {
  signal: AbortSignal
  /** What it waits for, in a sentence; again whenever that has changed. Not called when a slot is free. */
  onWaiting(message: string): Promise<void>
  /** Asked before a slot is taken, and when a release that was making an equal build has ended (`byEqual`). */
  isMade(byEqual: boolean): Promise<boolean>
}

export interface BuildTurn {
  /** The slot is free for the next one. Never throws. */
  free(): Promise<void>
}

/** Asks over HTTP from where the release runs. Follows no redirect, and connects to no metadata service. */
export interface HttpProbe {
  /** Never rejects but when `signal` fires. Reads at most `MOST_BODY_BYTES`. */
  ask(request: {
    url: URL
    method: 'GET' | 'HEAD'
    headers: readonly { name: string; value: string }[]
    timeoutMs: number
    verifyCertificate: boolean
    signal: AbortSignal
  }): Promise<HttpAnswer>
}

/** Asks applications for the numbers of their probes. */
export interface GateProbes {
  /** One question, which ends in time whatever the other side does. Never rejects but when `signal` fires. */
  ask(gate: ProbeGate, signal: AbortSignal): Promise<ProbeAnswer>
}

// ── What the engine tells ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Where a running release is written down. Every call carries the attempt's fencing token inside the adapter;
 * when a newer attempt owns the release, calls throw LeaseLost and the run must stop at once.
 */
export interface ReleaseJournal {
  /** Steps that turned out to be needed on the way, drawn right before the end. Known ones are left as they are. */
  stepsAdded(steps: readonly PlanStep[]): Promise<void>
  stepChanged(change: StepChange): Promise<void>
  /** Resolves when the chunk may be followed by more (bounded memory); order per step is kept. */
  output(stepKey: string, stream: 'STDOUT' | 'STDERR' | 'SYSTEM', text: string): Promise<void>
  targetChanged(change: TargetChange): Promise<void>
  /** The build that this release ships, known after PACKAGE. */
  built(artifact: Artifact & { cacheKey: string }): Promise<void>
  /** How a peer-to-peer distribution stands, whole each time, about once a second. */
  swarmChanged(figures: SwarmFigures): Promise<void>
}

export interface StepChange {
  key: PlanStep['key']
  status: StepStatus
  message?: string | null
  exitCode?: number | null
  /** 0–100, only where it is known. Sent again and again with the status RUNNING while it grows. */
  percent?: number | null
}

export interface TargetChange {
  serverId: string
  status: StepStatus
  /** What `current` pointed to before the switch. */
  previousDirectory?: string | null
  /** What `current` was read to point to, last. */
  liveDirectory?: string | null
  activated?: boolean
  /** How many bytes of the build were sent so far, in all tries. */
  sentBytes?: number
  /** How many bytes of the artifact did not have to travel, because the server had them. */
  reusedBytes?: number
  /** How the build is sent there, and why. */
  sending?: Sending
  message?: string | null
}
