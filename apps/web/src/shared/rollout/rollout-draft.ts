/** How a release goes from server to server, as the API tells it. */
export interface Rollout {
  strategy: 'ALL_AT_ONCE' | 'ROLLING' | 'CANARY'
  batch: string
  canaryServers: string
  canaryWait: 'CHECK' | 'TIME' | 'PERSON'
  canaryWaitSeconds: number
  maxFailures: string
  groups: string[]
  onceCommand: string | null
  guided: boolean
}

/** What the form holds: every setting as it is typed. */
export interface RolloutDraft extends Omit<Rollout, 'canaryWaitSeconds' | 'groups' | 'onceCommand'> {
  canaryWaitSeconds: string
  /** One label a line. */
  groups: string
  onceCommand: string
}

export const toRolloutDraft = (rollout: Rollout | null): RolloutDraft => ({
  strategy: rollout?.strategy ?? 'ALL_AT_ONCE',
  batch: rollout?.batch ?? '1',
  canaryServers: rollout?.canaryServers ?? '1',
  canaryWait: rollout?.canaryWait ?? 'PERSON',
  canaryWaitSeconds: String(rollout?.canaryWaitSeconds ?? 300),
  maxFailures: rollout?.maxFailures ?? '0',
  groups: rollout?.groups.join('\n') ?? '',
  onceCommand: rollout?.onceCommand ?? '',
  guided: rollout?.guided ?? false,
})

export const toRolloutInput = (draft: RolloutDraft) => ({
  strategy: draft.strategy,
  batch: draft.batch.trim(),
  canaryServers: draft.canaryServers.trim(),
  canaryWait: draft.canaryWait,
  canaryWaitSeconds: Math.trunc(Number(draft.canaryWaitSeconds)) || 0,
  maxFailures: draft.maxFailures.trim(),
  groups: draft.groups
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  onceCommand: draft.onceCommand.trim() ? draft.onceCommand : null,
  guided: draft.guided,
})
