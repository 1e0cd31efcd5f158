import type { Place } from './commands.ts'
import type { FlowDocument } from './flow-document.ts'

/** Distances between the middles of boxes, in units of the drawing. */
const apart = { x: 270, y: 120 }

/** How many steps each node is from where ways begin, the longest way; a way back counts nothing. */
function ranksOf({ nodes, links }: FlowDocument): Map<string, number> {
  const ranks = new Map(nodes.map(({ id }) => [id, 0]))
  const open = new Set<string>()
  const done = new Set<string>()
  const backwards = new Set<string>()
  const walk = (id: string) => {
    open.add(id)
    for (const link of links) {
      if (link.from !== id) continue
      if (open.has(link.to)) backwards.add(link.id)
      else if (!done.has(link.to)) walk(link.to)
    }
    open.delete(id)
    done.add(id)
  }
  for (const { id, kind } of nodes) if (kind === 'START') walk(id)
  for (const { id } of nodes) if (!done.has(id)) walk(id)
  const forwards = links.filter(({ id }) => !backwards.has(id))
  for (let round = 0; round < nodes.length; round += 1) {
    let changed = false
    for (const { from, to } of forwards) {
      const rank = (ranks.get(from) ?? 0) + 1
      if (rank <= (ranks.get(to) ?? 0)) continue
      ranks.set(to, rank)
      changed = true
    }
    if (!changed) break
  }
  return ranks
}

/** A link that passes columns needs room in each of them, or it would run through what stands there. */
function stretched({ links }: FlowDocument, ranks: ReadonlyMap<string, number>) {
  const bends = new Map<string, number>()
  const parts: { from: string; to: string; position: number }[] = []
  for (const { id, from, to, position } of links) {
    let last = from
    for (let rank = (ranks.get(from) ?? 0) + 1; rank < (ranks.get(to) ?? 0); rank += 1) {
      const bend = `${id} in column ${rank}`
      bends.set(bend, rank)
      parts.push({ from: last, to: bend, position })
      last = bend
    }
    parts.push({ from: last, to, position })
  }
  return { bends, parts }
}

/** Places for all nodes: columns from left to right, in each the order of those before, around one middle line. */
export function layOut(document: FlowDocument): Place[] {
  const ranks = ranksOf(document)
  const columns: string[][] = []
  const { bends, parts } = stretched(document, ranks)
  const names = document.nodes.map(({ id }) => id)
  for (const id of [...names, ...bends.keys()]) {
    const rank = bends.get(id) ?? ranks.get(id) ?? 0
    while (columns.length <= rank) columns.push([])
    columns[rank]?.push(id)
  }
  const row = new Map<string, number>()
  for (const column of columns) {
    const wish = (id: string) => {
      const before = parts.filter(({ to }) => to === id).toSorted((a, b) => a.position - b.position)
      const rows = before.map(({ from, position }) => (row.get(from) ?? 0) + position / 100)
      return rows.length > 0 ? rows.reduce((sum, one) => sum + one, 0) / rows.length : 0
    }
    const wishes = new Map(column.map((id) => [id, wish(id)]))
    column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0))
    const middle = column.reduce((sum, id) => sum + (wishes.get(id) ?? 0), 0) / Math.max(column.length, 1)
    column.forEach((id, at) => {
      row.set(id, Math.round(middle) + at - (column.length - 1) / 2)
    })
  }
  return columns.flatMap((column, rank) =>
    column
      .filter((id) => !bends.has(id))
      .map((id) => ({ id, x: rank * apart.x, y: Math.round((row.get(id) ?? 0) * apart.y) })),
  )
}
