import type { StepStatus } from '../theme/states.ts'
import { type Lane, laneStatus, stateOrder } from './plan.ts'

/** What servers that are not drawn have in common: everything, their first label, or how they stand. */
export type Grouping = 'all' | 'label' | 'state'

export interface FoldOptions {
  /** The user wants to see every server. */
  unfolded: boolean
  /** Only what failed or runs. */
  filter: 'all' | 'active'
  by?: Grouping
  /** Keys of groups that the user has opened. */
  open?: ReadonlySet<string>
}

/** Servers behind one box. */
export interface Group {
  key: string
  by: Grouping
  /** The label or the state; empty where there is none. */
  name: string
  lanes: Lane[]
}

export interface Folded {
  lanes: Lane[]
  groups: Group[]
}

/** More parallel servers than this fold into groups. */
export const foldAbove = 12
/** More labels than this tell nobody anything. */
const mostLabels = 12

const prefix = 'group:'
export const isGroupKey = (key: string) => key.startsWith(prefix)

export const isTroubled = (lane: Lane) => ['FAILED', 'UNKNOWN'].includes(laneStatus(lane.steps))

function nameOf(lane: Lane, by: Grouping): string {
  if (by === 'state') return laneStatus(lane.steps)
  return by === 'label' ? (lane.labels?.[0] ?? '') : ''
}

/** Labels, where they tell the servers apart. */
export function usualGrouping(lanes: readonly Lane[]): Grouping {
  const labels = new Set(lanes.map((lane) => nameOf(lane, 'label')))
  return labels.size > 1 && labels.size <= mostLabels ? 'label' : 'all'
}

const place = (group: Group) => stateOrder.indexOf(group.name as StepStatus)

/**
 * Which lanes are drawn, and which groups stand for the others. Troubled lanes always are drawn, so that a failure among hundreds
 * of servers is seen.
 */
export function fold(lanes: readonly Lane[], { unfolded, filter, by = 'all', open }: FoldOptions): Folded {
  const drawn: Lane[] = []
  const groups = new Map<string, Group>()
  for (const lane of lanes) {
    const name = nameOf(lane, by)
    const key = `${prefix}${by}:${name}`
    const wanted =
      filter === 'active'
        ? laneStatus(lane.steps) === 'RUNNING'
        : unfolded || lanes.length <= foldAbove || open?.has(key)
    if (wanted || isTroubled(lane)) drawn.push(lane)
    else {
      const group = groups.get(key) ?? { key, by, name, lanes: [] }
      group.lanes.push(lane)
      groups.set(key, group)
    }
  }
  const sorted = [...groups.values()].sort((a, b) =>
    by === 'state' ? place(a) - place(b) : a.name.localeCompare(b.name),
  )
  return { lanes: drawn, groups: sorted }
}
