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
  steps: Step[]
}

/** The plan as a list with a level per server; closed servers hide their steps. */
export function treeRows(steps: readonly Step[], closed: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = []
  const byServer = new Map<string, Step[]>()
  for (const step of steps) {
    if (step.serverName === null) continue
    byServer.set(step.serverName, [...(byServer.get(step.serverName) ?? []), step])
  }
  const told = new Set<string>()
  for (const step of steps) {
    const { serverName } = step
    if (serverName === null) {
      rows.push({ key: step.key, level: 1, step, serverName, expanded: null, steps: [] })
      continue
    }
    if (told.has(serverName)) continue
    told.add(serverName)
    const own = byServer.get(serverName) ?? []
    const expanded = !closed.has(serverName)
    rows.push({ key: `server:${serverName}`, level: 1, step: null, serverName, expanded, steps: own })
    if (expanded)
      for (const each of own) rows.push({ key: each.key, level: 2, step: each, serverName, expanded: null, steps: [] })
  }
  return rows
}
