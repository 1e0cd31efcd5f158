import type { DistributionSetting } from './distribution.ts'

/** The engine's own vocabulary. Nothing here knows GraphQL, Prisma or Redis. */
import type { HealthCheck } from './health-check.ts'
import type { PackingPatterns } from './packing/patterns.ts'
import type { ProbeGate } from './probe-gate.ts'
import type { Rollout } from './rollout/rollout.ts'
import type { SourceParts } from './source-parts.ts'

export type StepKind =
  | 'START'
  | 'FETCH'
  | 'BUILD'
  | 'PACKAGE'
  | 'UPLOAD'
  | 'ACTIVATE'
  | 'RESTART'
  | 'CHECK'
  | 'END'
  | 'HOOK'

export type StepStatus =
  | 'PENDING'
  | 'BLOCKED'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'SKIPPED'
  | 'UNKNOWN'

export type ReleaseKind = 'SHIP' | 'ROLLBACK'

/** A server as the engine needs it: an id that is stable in the plan, and the environment's place in the list. */
export interface PlanServer {
  /** The server's id; part of step keys (`upload:<id>`). */
  id: string
  name: string
  labels?: string[]
  /** Its address, for health checks; absent in releases from before they were. */
  host?: string
}

/** A build that was chosen instead of being made. */
export interface ChosenBuild {
  /** Of the stored build. */
  id: string
  sha256: string
  sizeBytes: number
  fileCount: number
  /** The number of the release that made it, for people; null when that is gone. */
  madeBy: number | null
  /** These bytes or none; else they are only preferred to making them again. */
  required: boolean
}

/** Everything that was fixed when the release was created. No secret value is in it. */
export interface ReleaseSnapshot {
  releaseId: string
  /** The project-wide number that people see. */
  number: number
  kind: ReleaseKind
  projectId: string
  environmentId: string
  repositoryUrl: string
  revision: string
  /** Full commit id, resolved once. */
  commit: string
  /** Directory name under `<path>/releases`, the same on all servers. */
  directory: string
  /** Absolute, or starting with `~/`. */
  path: string
  servers: PlanServer[]
  afterFetchCommand: string | null
  buildCommand: string | null
  beforeUploadCommand: string | null
  afterUploadCommand: string | null
  restartCommand: string | null
  checkCommand: string | null
  /** Entries ending in `/` are directories, the others files. Relative, validated. */
  sharedPaths: string[]
  keepReleases: number
  /** How many servers at once. */
  concurrency: number
  onFailure: 'STOP' | 'ROLL_BACK'
  /** Absent in releases from before there was a choice: all at once. */
  rollout?: Rollout
  idleTimeoutSeconds: number
  totalTimeoutSeconds: number
  /** Directories that the clean-up must never delete, besides the live and the previous one. */
  pinnedDirectories: string[]
  /** Absent in releases that were stored before it existed: the default. */
  distribution?: DistributionSetting
  /**
   * SHA-256 of the build that `directory` is known to hold: it was shipped before (a rollback, a retry of failed servers), or
   * an earlier attempt of this release packed it; null or absent when nothing is known yet.
   */
  buildSha256?: string | null
  /** Patterns of what is packed; null or absent: everything. */
  packing?: PackingPatterns | null
  /** The version of the environment's variables; absent in releases from before there were versions: the newest. */
  variablesVersion?: number
  /** It has not begun: when it does, the newest version is fixed. */
  variablesOpen?: boolean
  /** What is fetched besides the commit itself; absent: nothing. */
  source?: SourceParts
  /** Names of settings that come from the repository's own file, not from the environment. */
  fromRepository?: string[]
  /** A rollback's commands on servers see today's variables, its build those that it was made with. */
  buildVariablesVersion?: number
  /** Null or absent: the check command alone decides, run once. */
  healthCheck?: HealthCheck | null
  /** What must stay fine after the check; absent: nothing. */
  gates?: ProbeGate[]
  /** What a promotion, a retry or a rollback ships; absent: what the commit and the commands make. */
  chosenBuild?: ChosenBuild | null
}

export type VariableScope = 'BOTH' | 'BUILD' | 'RUNTIME'

/** A variable that builds, hooks, restart and check commands see in their environment. */
export interface EngineVariable {
  name: string
  value: string
  /** Secret values never reach a command line, and the journal masks them. */
  secret: boolean
  /** Which commands see it; both when absent. */
  scope?: VariableScope
}

/** What is stored about one server of a release; a resumed run starts from it. */
export interface TargetState {
  serverId: string
  previousDirectory: string | null
  activated: boolean
  /** When it was switched first, in ms since 1970: what switched last goes back first. */
  activatedAtMs?: number | null
}

/** One node of the diagram. */
export interface PlanStep {
  /** `start`, `fetch`, `build`, `package`, `hook:after-fetch`, `upload:<serverId>`, … , `gate:<serverId>`, `rollback:<serverId>`, `end`. */
  key: string
  kind: StepKind
  parentKeys: string[]
  serverId: string | null
  /** Which hook it is; `rollback` of an ACTIVATE that puts a server back; `gate` of a CHECK that watches numbers; null for all others. */
  title: string | null
}

/** A step as it is stored; a resumed run verifies it against the servers rather than believe it. */
export interface StepState {
  key: string
  status: StepStatus
  message?: string | null
}

export type ReleaseStatus =
  | 'QUEUED'
  | 'WAITING_APPROVAL'
  | 'SCHEDULED'
  | 'RUNNING'
  | 'CANCELLING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'

/** How a run ended. `failure` is a sentence for people, null when it succeeded. */
export interface ReleaseOutcome {
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  failure: string | null
  /** Only of a failed release that switched somewhere and went back. */
  wayBack?: WayBack
}

/** What became of a failed release's way back. */
export interface WayBack {
  /** It was a check or a gate that failed, and not something before it. */
  checkFailed: boolean
  /** The servers that could not be put back, or are not well where they are now. */
  left: string[]
}
