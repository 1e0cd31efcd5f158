import { stateOrder } from '../../shared/diagram/plan.ts'
import type { Target } from './operations.ts'

export type TargetFilter = 'all' | 'failed' | 'running' | 'done'

const wanted: Record<TargetFilter, readonly Target['status'][] | null> = {
  all: null,
  failed: ['FAILED', 'UNKNOWN'],
  running: ['RUNNING', 'PENDING', 'BLOCKED'],
  done: ['SUCCEEDED', 'SKIPPED', 'CANCELLED'],
}

/** Servers whose name, label or message contains the words, those that need a person first, else in the plan's order. */
export function targetRows(targets: readonly Target[], filter: TargetFilter, words: string): Target[] {
  const text = words.trim().toLowerCase()
  const statuses = wanted[filter]
  const says = ({ serverName, server, message }: Target) =>
    [serverName, message ?? '', ...(server?.labels ?? [])].some((each) => each.toLowerCase().includes(text))
  return targets
    .filter((target) => (statuses?.includes(target.status) ?? true) && (text === '' || says(target)))
    .sort((a, b) => Math.min(2, stateOrder.indexOf(a.status)) - Math.min(2, stateOrder.indexOf(b.status)))
}

/** How many servers stand how, what needs a person first. */
export function countTargets(targets: readonly Target[]): [Target['status'], number][] {
  return stateOrder.flatMap((status) => {
    const n = targets.filter((target) => target.status === status).length
    return n > 0 ? [[status, n] as [Target['status'], number]] : []
  })
}
