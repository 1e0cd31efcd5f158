/** A release that wants to build, or does. */
export interface Turn {
  releaseId: string
  projectId: string
  /** What it builds. */
  cacheKey: string
  /** The order in which they asked. */
  ticket: number
  /** It is in a slot. */
  began: boolean
  /** When its project came into a slot last, in ms; null: never. */
  lastBuildAt: number | null
}

export interface Line<T extends Turn> {
  building: T[]
  /** Who comes next, in order. */
  waiting: T[]
  /** They build what another one of their project is building, or will first: they wait for that, and ship it. */
  equal: { turn: T; to: T }[]
}

/**
 * The line before the slots: projects take turns, the one that built longest ago first, and within a project it goes by the
 * order of asking. So a project waits for at most one build of each other one, however many those want.
 */
export function lineOf<T extends Turn>(turns: readonly T[]): Line<T> {
  const building = turns.filter(({ began }) => began)
  const first = new Map(building.map((turn) => [nameOf(turn), turn]))
  const waiting: { turn: T; rank: number }[] = []
  const equal: Line<T>['equal'] = []
  const ranks = new Map<string, number>()
  for (const turn of turns.filter(({ began }) => !began).sort((a, b) => a.ticket - b.ticket)) {
    const to = first.get(nameOf(turn))
    if (to) {
      equal.push({ turn, to })
      continue
    }
    first.set(nameOf(turn), turn)
    const rank = ranks.get(turn.projectId) ?? 0
    ranks.set(turn.projectId, rank + 1)
    waiting.push({ turn, rank })
  }
  waiting.sort((a, b) => a.rank - b.rank || lastOf(a.turn) - lastOf(b.turn) || a.turn.ticket - b.turn.ticket)
  return { building, waiting: waiting.map(({ turn }) => turn), equal }
}

const nameOf = ({ projectId, cacheKey }: Turn) => `${projectId} ${cacheKey}`
const lastOf = ({ lastBuildAt }: Turn) => lastBuildAt ?? 0

/** Puts those into the free slots whose turn it is. Returns the turns as they are then, and who came in. */
export function fillSlots<T extends Turn>(
  turns: readonly T[],
  slots: number,
  now: number,
): { turns: T[]; granted: T[] } {
  const granted: T[] = []
  let after = [...turns]
  for (;;) {
    const { building, waiting } = lineOf(after)
    const [next] = waiting
    if (!next || building.length >= slots) return { turns: after, granted }
    // Later than all before, whatever the clock says: it decides who is next.
    const at = Math.max(now, ...after.map((turn) => lastOf(turn) + 1))
    granted.push({ ...next, began: true, lastBuildAt: at })
    after = after.map((turn) => ({
      ...turn,
      began: turn.began || turn.releaseId === next.releaseId,
      lastBuildAt: turn.projectId === next.projectId ? at : turn.lastBuildAt,
    }))
  }
}
