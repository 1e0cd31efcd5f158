import { laneStatus } from '../../shared/diagram/plan.ts'
import type { StepStatus } from '../../shared/theme/states.ts'
import type { Step } from './operations.ts'

/** A visible line of the tree: a step, or a server that its steps hang under. */
export interface TreeRow {
  key: string
  level: 1 | 2
  /** Null for a server's line. */
  step: Step | null
  serverName: string | null
  /** Only for servers. */
  expanded: boolean | null
  status: StepStatus
}

const troubled = (steps: readonly Step[]) => steps.some(({ status }) => status === 'FAILED' || status === 'UNKNOWN')

/**
 * The plan as a list with a level per server; closed servers hide their steps. With `surfacing` servers in trouble come first and
 * are open.
 */
export function treeRows(steps: readonly Step[], closed: ReadonlySet<string>, surfacing = false): TreeRow[] {
  const rows: TreeRow[] = []
  const byServer = new Map<string, Step[]>()
  for (const step of steps) {
    if (step.serverName === null) continue
    byServer.set(step.serverName, [...(byServer.get(step.serverName) ?? []), step])
  }
  const names = [...byServer.keys()]
  const first = surfacing ? names.filter((name) => troubled(byServer.get(name) ?? [])) : []
  const order = [...first, ...names.filter((name) => !first.includes(name))]
  let told = false
  for (const step of steps) {
    if (step.serverName === null) {
      rows.push({ key: step.key, level: 1, step, serverName: null, expanded: null, status: step.status })
      continue
    }
    // All servers stand where the first of them does.
    if (told) continue
    told = true
    for (const serverName of order) {
      const own = byServer.get(serverName) ?? []
      const expanded = !closed.has(serverName) || first.includes(serverName)
      rows.push({ key: `server:${serverName}`, level: 1, step: null, serverName, expanded, status: laneStatus(own) })
      if (!expanded) continue
      for (const each of own)
        rows.push({ key: each.key, level: 2, step: each, serverName, expanded: null, status: each.status })
    }
  }
  return rows
}
