import { isFinished } from '../../shared/theme/states.ts'
import type { Release, ReleaseEvent, Step, Target } from './operations.ts'

/** The part of a release that its events change. */
export interface ReleaseState {
  status: Release['status']
  startedAt: string | null
  finishedAt: string | null
  steps: Step[]
  targets: Target[]
  swarm: Release['swarm']
}

const settled = new Set<Step['status']>(['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED', 'UNKNOWN'])

export const toState = (release: Release): ReleaseState => ({
  status: release.status,
  startedAt: release.startedAt,
  finishedAt: release.finishedAt,
  steps: release.steps,
  targets: release.targets,
  swarm: release.swarm,
})

function changeStep(step: Step, event: ReleaseEvent): Step {
  const status = event.stepStatus ?? step.status
  const begins = status === 'RUNNING' && step.status !== 'RUNNING'
  return {
    ...step,
    status,
    startedAt: step.startedAt ?? (status === 'RUNNING' ? event.at : null),
    finishedAt: settled.has(status) ? event.at : null,
    message: event.message ?? (begins ? null : step.message),
    exitCode: event.exitCode ?? (begins ? null : step.exitCode),
    percent: event.percent ?? (status === 'RUNNING' && !begins ? step.percent : null),
  }
}

function activatedAt(target: Target, { activated, at }: ReleaseEvent) {
  if (activated === null) return target.activatedAt
  return activated ? (target.activatedAt ?? at) : null
}

const changeTarget = (target: Target, event: ReleaseEvent): Target => ({
  ...target,
  status: event.targetStatus ?? target.status,
  previousDirectory: event.previousDirectory ?? target.previousDirectory,
  liveDirectory: event.liveDirectory ?? target.liveDirectory,
  activatedAt: activatedAt(target, event),
  message: event.message ?? target.message,
  sentBytes: event.sentBytes ?? target.sentBytes,
  reusedBytes: event.reusedBytes ?? target.reusedBytes,
  sending: event.sending ?? target.sending,
})

/** A copy of `items` in which the named ones may be changed; the others stay what they are. */
function changeable<Item>(items: readonly Item[], nameOf: (item: Item) => string) {
  let copy: Item[] | null = null
  let places: Map<string, number> | null = null
  return {
    change(name: string, to: (item: Item) => Item) {
      places ??= new Map(items.map((item, index) => [nameOf(item), index]))
      const place = places.get(name)
      if (place === undefined) return
      copy ??= [...items]
      copy[place] = to(copy[place] as Item)
    },
    result: () => copy ?? (items as Item[]),
  }
}

/** The state after some events. Pure: the same events give the same state, on every page. */
export function applyEvents(state: ReleaseState, events: readonly ReleaseEvent[]): ReleaseState {
  const steps = changeable(state.steps, (step) => step.key)
  const targets = changeable(state.targets, (target) => target.serverName)
  let { status, startedAt, finishedAt, swarm } = state
  for (const event of events) {
    status = event.releaseStatus
    startedAt ??= status === 'RUNNING' ? event.at : null
    finishedAt = isFinished(status) ? (finishedAt ?? event.at) : null
    // Each tells all of it.
    swarm = event.swarm ?? swarm
    if (event.kind === 'step' && event.stepKey !== null) steps.change(event.stepKey, (step) => changeStep(step, event))
    if (event.kind === 'target' && event.serverName !== null)
      targets.change(event.serverName, (target) => changeTarget(target, event))
  }
  return { status, startedAt, finishedAt, steps: steps.result(), targets: targets.result(), swarm }
}

/** The same for one event. */
export const applyEvent = (state: ReleaseState, event: ReleaseEvent) => applyEvents(state, [event])

/** How many steps are over, skipped ones included. */
export const countSettled = (steps: readonly Step[]) => steps.filter((step) => settled.has(step.status)).length
