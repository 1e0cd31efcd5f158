import type { PatchLine } from './patch-lines.ts'

/** Texts that differ in more lines than this are shown as one taken for the other: looking on would take too long. */
const MOST_CHANGES = 1000
const CONTEXT = 3

type Step = 'same' | 'removed' | 'added'

/** The shortest way from one to the other (Myers, 1986); null: it is longer than `MOST_CHANGES`. */
function shortestWay(before: readonly string[], after: readonly string[]): Step[] | null {
  const most = Math.min(before.length + after.length, MOST_CHANGES)
  const reached = new Int32Array(2 * most + 3)
  const trail: Int32Array[] = []
  const at = (line: Int32Array, diagonal: number) => line[diagonal + most + 1] ?? 0
  for (let changes = 0; changes <= most; changes += 1) {
    trail.push(reached.slice())
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down =
        diagonal === -changes || (diagonal !== changes && at(reached, diagonal - 1) < at(reached, diagonal + 1))
      let x = down ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1
      reached[diagonal + most + 1] = x
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trail, at, before.length, after.length)
    }
  }
  return null
}

function walkBack(
  trail: Int32Array[],
  at: (line: Int32Array, diagonal: number) => number,
  x: number,
  y: number,
): Step[] {
  const steps: Step[] = []
  for (let changes = trail.length - 1; changes >= 0; changes -= 1) {
    const line = trail[changes] as Int32Array
    const diagonal = x - y
    const down = diagonal === -changes || (diagonal !== changes && at(line, diagonal - 1) < at(line, diagonal + 1))
    const fromX = changes === 0 ? 0 : at(line, down ? diagonal + 1 : diagonal - 1)
    const fromY = changes === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1)
    while (x > fromX && y > fromY) {
      steps.push('same')
      x -= 1
      y -= 1
    }
    if (changes > 0) steps.push(down ? 'added' : 'removed')
    x = fromX
    y = fromY
  }
  return steps.reverse()
}

function stepsBetween(before: readonly string[], after: readonly string[]): Step[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const room = Math.min(before.length, after.length) - start
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  const [old, young] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  const middle = shortestWay(old, young) ?? [...old.map(() => 'removed' as const), ...young.map(() => 'added' as const)]
  const same = (count: number) => Array.from({ length: count }, () => 'same' as const)
  return [...same(start), ...middle, ...same(end)]
}

/** How one text differs from another, line by line, with three lines around each place; nothing when they are the same. */
export function lineDifference(before: string, after: string): PatchLine[] {
  const [old, young] = [before.split('\n'), after.split('\n')]
  let [x, y] = [0, 0]
  const lines = stepsBetween(old, young).map((kind): PatchLine => {
    const line = {
      kind,
      text: (kind === 'added' ? young[y] : old[x]) ?? '',
      before: kind === 'added' ? null : x + 1,
      after: kind === 'removed' ? null : y + 1,
    }
    if (kind !== 'added') x += 1
    if (kind !== 'removed') y += 1
    return line
  })
  return withContext(lines)
}

function withContext(lines: readonly PatchLine[]): PatchLine[] {
  const near = new Uint8Array(lines.length)
  lines.forEach(({ kind }, index) => {
    if (kind !== 'same') near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1)
  })
  return lines.flatMap((line, index) => {
    if (!near[index]) return []
    const begins = index > 0 && !near[index - 1]
    return begins ? [{ kind: 'hunk', text: '⋯', before: null, after: null } as const, line] : [line]
  })
}
