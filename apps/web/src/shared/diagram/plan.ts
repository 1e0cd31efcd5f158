import type { StepStatus } from '../theme/states.ts'

/** A step as the diagram needs it. */
export interface PlanStep {
  key: string
  parentKeys: readonly string[]
  label: string
  serverName: string | null
  /** Of its server; absent where there are none. */
  labels?: readonly string[]
  /** The start and the end: small, without a name of their own. */
  terminal: boolean
  status: StepStatus
  startedAt: string | null
  finishedAt: string | null
  percent: number | null
}

/** The steps of one server, one after the other. */
export interface Lane {
  name: string
  labels?: readonly string[]
  steps: PlanStep[]
}

export interface Outline {
  before: PlanStep[]
  lanes: Lane[]
  after: PlanStep[]
}

/** Splits a plan into what runs once before the servers, a lane per server, and what runs once after them. */
export function outline(steps: readonly PlanStep[]): Outline {
  const lanes = new Map<string, Lane>()
  const before: PlanStep[] = []
  const after: PlanStep[] = []
  for (const step of steps) {
    if (step.serverName === null) {
      if (lanes.size === 0) before.push(step)
      else after.push(step)
      continue
    }
    const lane = lanes.get(step.serverName)
    if (lane) lane.steps.push(step)
    else lanes.set(step.serverName, { name: step.serverName, labels: step.labels ?? [], steps: [step] })
  }
  return { before, lanes: [...lanes.values()], after }
}

/** What a whole lane looks like: the worst or liveliest of its steps. */
export function laneStatus(steps: readonly Pick<PlanStep, 'status'>[]): StepStatus {
  const statuses = new Set(steps.map((step) => step.status))
  for (const status of ['FAILED', 'UNKNOWN', 'RUNNING', 'CANCELLED'] as const) if (statuses.has(status)) return status
  const settled = steps.every((step) => step.status === 'SUCCEEDED' || step.status === 'SKIPPED')
  if (settled) return statuses.has('SUCCEEDED') ? 'SUCCEEDED' : 'SKIPPED'
  if (statuses.has('SUCCEEDED')) return 'RUNNING'
  return statuses.has('BLOCKED') ? 'BLOCKED' : 'PENDING'
}

/** The beginning that all names share (`web-1`, `web-2` → `web`), or a fallback. */
export function sharedName(names: readonly string[], fallback: string): string {
  const [first = ''] = names
  let length = first.length
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length).replace(/[-_.\d]+$/, '') || fallback
}

/** The order in which states are told: what needs a person first. */
export const stateOrder: readonly StepStatus[] = [
  'FAILED',
  'UNKNOWN',
  'RUNNING',
  'SUCCEEDED',
  'CANCELLED',
  'SKIPPED',
  'BLOCKED',
  'PENDING',
]

/** How many lanes are in which state, in the order in which they are told. */
export function countLanes(lanes: readonly Lane[]): [StepStatus, number][] {
  const counts = new Map<StepStatus, number>()
  for (const { steps } of lanes) counts.set(laneStatus(steps), (counts.get(laneStatus(steps)) ?? 0) + 1)
  return stateOrder.flatMap((status) =>
    counts.has(status) ? [[status, counts.get(status) ?? 0] as [StepStatus, number]] : [],
  )
}
