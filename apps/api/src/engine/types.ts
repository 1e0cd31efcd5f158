/** The engine's own vocabulary. Nothing here knows GraphQL, Prisma or Redis. */

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
  idleTimeoutSeconds: number
  totalTimeoutSeconds: number
  /** Directories that the clean-up must never delete, besides the live and the previous one. */
  pinnedDirectories: string[]
}

/** One node of the diagram. */
export interface PlanStep {
  /** `start`, `fetch`, `build`, `package`, `hook:after-fetch`, `upload:<serverId>`, … , `end`. */
  key: string
  kind: StepKind
  parentKeys: string[]
  serverId: string | null
  /** Only hooks carry one: which hook it is. */
  title: string | null
}

export interface StepState {
  status: StepStatus
  message: string | null
}
