import type { ReleaseControls } from './controls.ts'
import type {
  ArtifactStore,
  BuildTurns,
  Clock,
  GateProbes,
  HttpProbe,
  LocalShell,
  ReleaseJournal,
  RemoteShell,
  SharedBuilds,
  SourceRepository,
} from './ports.ts'
import type { Paces } from './sending/pace.ts'
import type { Swarms } from './swarm-port.ts'
import type { EngineVariable, ReleaseOutcome, ReleaseSnapshot, StepState, TargetState } from './types.ts'

/** Everything outside of the engine that a run needs. */
export interface EnginePorts {
  clock: Clock
  remote: RemoteShell
  source: SourceRepository
  local: LocalShell
  artifacts: ArtifactStore
  builds: SharedBuilds
  turns: BuildTurns
  journal: ReleaseJournal
  http: HttpProbe
  probes: GateProbes
  /** Absent: every server is served on its own. */
  swarms?: Swarms
  /** Absent: nothing is known of any server, and nothing remembered. */
  paces?: Paces
  /** The same short text for the same text; under a secret key, so that nobody can try out guesses. */
  fingerprint(text: string): string
}

export interface RunReleaseInput {
  snapshot: ReleaseSnapshot
  /** The stored steps. All PENDING on the first attempt; whatever the dead worker left on a later one. */
  steps: readonly StepState[]
  /** What earlier attempts stored about the servers; empty on the first attempt. */
  targets: readonly TargetState[]
  variables: readonly EngineVariable[]
  ports: EnginePorts
  /** 1 for the first attempt. */
  attempt: number
  /** The environment's newest fencing token; written on the servers, where a higher one always wins. */
  fence: number
  /**
   * Ends the run early. Its reason decides how: `CancelRequested` ends it truthfully as CANCELLED; `LeaseLost` and
   * `HandedOver` stop it at once, touching nothing more, and make `runRelease` reject with that reason.
   */
  signal: AbortSignal
  /** What people want of the release while it runs; absent: nobody can interfere. */
  controls?: ReleaseControls
  /** Waits between attempts to reach a server again after its connection was lost, in ms. */
  reconnectDelaysMs?: readonly number[]
}

/**
 * Runs (or resumes) a release to its end, telling the journal everything on the way.
 * @throws LeaseLost or HandedOver when another attempt takes over; whatever the journal throws, for then nothing could be
 *   written down any more and another attempt has to find out the truth.
 */
export type RunRelease = (input: RunReleaseInput) => Promise<ReleaseOutcome>
