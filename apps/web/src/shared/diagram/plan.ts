import type { StepStatus } from '../theme/states.ts'

/** A step as the diagram needs it. */
export interface PlanStep {
  key: string
  parentKeys: readonly string[]
  label: string
  serverName: string | null
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
    else lanes.set(step.serverName, { name: step.serverName, steps: [step] })
  }
  return { before, lanes: [...lanes.values()], after }
}

/** What a whole lane looks like: the worst or liveliest of its steps. */
export function laneStatus(lane: Lane): StepStatus {
  const statuses = new Set(lane.steps.map((step) => step.status))
  for (const status of ['FAILED', 'UNKNOWN', 'RUNNING', 'CANCELLED'] as const) if (statuses.has(status)) return status
  const settled = lane.steps.every((step) => step.status === 'SUCCEEDED' || step.status === 'SKIPPED')
  if (settled) return statuses.has('SUCCEEDED') ? 'SUCCEEDED' : 'SKIPPED'
  if (statuses.has('SUCCEEDED')) return 'RUNNING'
  return statuses.has('BLOCKED') ? 'BLOCKED' : 'PENDING'
}

const troubled = (status: StepStatus) => status === 'FAILED' || status === 'UNKNOWN'

export interface FoldOptions {
  /** The user wants to see every server. */
  unfolded: boolean
  /** Only what failed or runs. */
  filter: 'all' | 'active'
}

export interface Folded {
  lanes: Lane[]
  /** Lanes behind the group node. */
  hidden: Lane[]
}

/** More parallel servers than this fold into one group. */
export const foldAbove = 12

/** Which lanes are drawn. Troubled lanes always are, so that a failure among a hundred servers is seen. */
export function fold(lanes: readonly Lane[], options: FoldOptions): Folded {
  const wanted = (lane: Lane) => {
    const status = laneStatus(lane)
    if (troubled(status)) return true
    return options.filter === 'active' ? status === 'RUNNING' : options.unfolded || lanes.length <= foldAbove
  }
  const drawn = lanes.filter(wanted)
  return { lanes: drawn, hidden: lanes.filter((lane) => !drawn.includes(lane)) }
}

/** The beginning that all names share (`web-1`, `web-2` → `web`), or a fallback. */
export function sharedName(names: readonly string[], fallback: string): string {
  const [first = ''] = names
  let length = first.length
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length).replace(/[-_.\d]+$/, '') || fallback
}

/** How many lanes are in which state, in the order in which they are told. */
export function countLanes(lanes: readonly Lane[]): [StepStatus, number][] {
  const order: StepStatus[] = [
    'FAILED',
    'UNKNOWN',
    'RUNNING',
    'SUCCEEDED',
    'CANCELLED',
    'SKIPPED',
    'BLOCKED',
    'PENDING',
  ]
  const counts = new Map<StepStatus, number>()
  for (const lane of lanes) counts.set(laneStatus(lane), (counts.get(laneStatus(lane)) ?? 0) + 1)
  return order.flatMap((status) =>
    counts.has(status) ? [[status, counts.get(status) ?? 0] as [StepStatus, number]] : [],
  )
}
