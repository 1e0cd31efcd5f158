import { isFinished } from '../../shared/theme/states.ts'
import type { Release, ReleaseEvent, Step, Target } from './operations.ts'

/** The part of a release that its events change. */
export interface ReleaseState {
  status: Release['status']
  startedAt: string | null
  finishedAt: string | null
  steps: Step[]
  targets: Target[]
}

const settled = new Set<Step['status']>(['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED', 'UNKNOWN'])

export const toState = (release: Release): ReleaseState => ({
  status: release.status,
  startedAt: release.startedAt,
  finishedAt: release.finishedAt,
  steps: release.steps,
  targets: release.targets,
})

function changeStep(step: Step, event: ReleaseEvent): Step {
  const status = event.stepStatus ?? step.status
  const begins = status === 'RUNNING' && step.status !== 'RUNNING'
  return {
    ...step,
    status,
    startedAt: begins ? event.at : step.startedAt,
    finishedAt: settled.has(status) ? (step.status === status ? step.finishedAt : event.at) : null,
    message: event.message ?? (begins ? null : step.message),
    exitCode: event.exitCode ?? (begins ? null : step.exitCode),
    percent: event.percent ?? (status === 'RUNNING' && !begins ? step.percent : null),
  }
}

function changeTarget(target: Target, event: ReleaseEvent): Target {
  const switched = event.liveDirectory !== null && event.liveDirectory !== target.liveDirectory
  return {
    ...target,
    status: event.targetStatus ?? target.status,
    liveDirectory: event.liveDirectory ?? target.liveDirectory,
    activatedAt: switched ? event.at : target.activatedAt,
    message: event.message ?? target.message,
  }
}

/** The state after an event. Pure: the same events give the same state, on every page. */
export function applyEvent(state: ReleaseState, event: ReleaseEvent): ReleaseState {
  const status = event.releaseStatus
  const next: ReleaseState = {
    ...state,
    status,
    startedAt: state.startedAt ?? (status === 'RUNNING' ? event.at : null),
    finishedAt: isFinished(status) ? (state.finishedAt ?? event.at) : null,
  }
  if (event.kind === 'step' && event.stepKey !== null) {
    next.steps = state.steps.map((step) => (step.key === event.stepKey ? changeStep(step, event) : step))
  }
  if (event.kind === 'target' && event.serverName !== null) {
    next.targets = state.targets.map((each) =>
      each.serverName === event.serverName ? changeTarget(each, event) : each,
    )
  }
  return next
}

/** How many steps are over, skipped ones included. */
export const countSettled = (steps: readonly Step[]) => steps.filter((step) => settled.has(step.status)).length
