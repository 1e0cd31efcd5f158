import { type RolloutDraft, toRolloutDraft, toRolloutInput } from '../../shared/rollout/rollout-draft.ts'
import { plainSpans, type WeeklySpan } from '../../shared/when/weekly-span.ts'
import { type ApprovalDraft, toApprovalDraft, toApprovalInput } from './approval-draft.ts'
import { type DistributionDraft, toDistributionDraft, toDistributionInput } from './distribution-draft.ts'
import { type HealthDraft, toHealthDraft, toHealthInput } from './health-draft.ts'
import type { Environment } from './operations.ts'
import { type RepositoryDraft, repositoryDraft, repositoryInput } from './repository-draft.ts'

export interface VariableDraft {
  name: string
  value: string
  secret: boolean
  scope: 'BOTH' | 'BUILD' | 'RUNTIME'
  /** The server has a secret value; leaving it empty keeps it. */
  stored: boolean
}

/** What the form holds: every setting as it is typed. */
export interface EnvironmentDraft {
  name: string
  kind: 'TEST' | 'PRODUCTION'
  path: string
  serverIds: string[]
  afterFetchCommand: string
  buildCommand: string
  beforeUploadCommand: string
  afterUploadCommand: string
  restartCommand: string
  checkCommand: string
  sharedPaths: string
  variables: VariableDraft[]
  repository: RepositoryDraft
  keepReleases: string
  concurrency: string
  onFailure: 'STOP' | 'ROLL_BACK'
  rollout: RolloutDraft
  distribution: DistributionDraft
  health: HealthDraft
  idleTimeoutSeconds: string
  totalTimeoutSeconds: string
  windows: WeeklySpan[]
  approval: ApprovalDraft
}

export const commandFields = [
  ['afterFetchCommand', 'environment.afterFetch'],
  ['buildCommand', 'environment.build'],
  ['beforeUploadCommand', 'environment.beforeUpload'],
  ['afterUploadCommand', 'environment.afterUpload'],
  ['restartCommand', 'environment.restart'],
  ['checkCommand', 'environment.check'],
] as const

export function toDraft(environment: Environment | null): EnvironmentDraft {
  return {
    name: environment?.name ?? '',
    kind: environment?.kind ?? 'TEST',
    path: environment?.path ?? '',
    serverIds: environment?.servers.map((server) => server.id) ?? [],
    afterFetchCommand: environment?.afterFetchCommand ?? '',
    buildCommand: environment?.buildCommand ?? '',
    beforeUploadCommand: environment?.beforeUploadCommand ?? '',
    afterUploadCommand: environment?.afterUploadCommand ?? '',
    restartCommand: environment?.restartCommand ?? '',
    checkCommand: environment?.checkCommand ?? '',
    sharedPaths: environment?.sharedPaths.join('\n') ?? '',
    variables: (environment?.variables ?? []).map((each) => ({
      name: each.name,
      value: each.value ?? '',
      secret: each.secret,
      scope: each.scope,
      stored: each.secret,
    })),
    repository: repositoryDraft(environment),
    keepReleases: String(environment?.keepReleases ?? 5),
    concurrency: String(environment?.concurrency ?? 10),
    onFailure: environment?.onFailure ?? 'STOP',
    rollout: toRolloutDraft(environment?.rollout ?? null),
    distribution: toDistributionDraft(environment?.distribution ?? null),
    health: toHealthDraft(environment?.healthCheck ?? null),
    idleTimeoutSeconds: String(environment?.idleTimeoutSeconds ?? 300),
    totalTimeoutSeconds: String(environment?.totalTimeoutSeconds ?? 1800),
    windows: plainSpans(environment?.windows ?? []),
    approval: toApprovalDraft(environment?.approval),
  }
}

const script = (typed: string) => typed.trim() || null
const whole = (typed: string) => Math.trunc(Number(typed)) || 0

export function toInput(draft: EnvironmentDraft) {
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    path: draft.path.trim(),
    serverIds: draft.serverIds,
    afterFetchCommand: script(draft.afterFetchCommand),
    buildCommand: script(draft.buildCommand),
    beforeUploadCommand: script(draft.beforeUploadCommand),
    afterUploadCommand: script(draft.afterUploadCommand),
    restartCommand: script(draft.restartCommand),
    checkCommand: script(draft.checkCommand),
    sharedPaths: draft.sharedPaths
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    variables: draft.variables
      .filter((each) => each.name.trim() || each.value)
      .map(({ name, value, secret, scope, stored }) => ({
        name: name.trim(),
        secret,
        scope,
        ...(secret && stored && value === '' ? {} : { value }),
      })),
    ...repositoryInput(draft.repository),
    keepReleases: whole(draft.keepReleases),
    concurrency: whole(draft.concurrency),
    onFailure: draft.onFailure,
    rollout: toRolloutInput(draft.rollout),
    distribution: toDistributionInput(draft.distribution),
    healthCheck: toHealthInput(draft.health),
    idleTimeoutSeconds: whole(draft.idleTimeoutSeconds),
    totalTimeoutSeconds: whole(draft.totalTimeoutSeconds),
    windows: plainSpans(draft.windows),
    approval: toApprovalInput(draft.approval),
  }
}
