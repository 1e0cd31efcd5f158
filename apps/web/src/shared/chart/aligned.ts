import type { Points } from './points.ts'

/** A value; nothing was measured (the line breaks); or another series has a point there and this one has not. */
export type Cell = number | null | undefined

export interface Aligned {
  times: number[]
  /** For each series in turn: mean, min, max. */
  columns: Cell[][]
}

/** Series as columns over the times of all of them. Between two runs of a series stands a moment at which it has no value. */
export function align(series: readonly (readonly Points[])[]): Aligned {
  const own = series.map((runs) => runs.flatMap((run, index) => [...breakBefore(runs, index), ...run.time]))
  const times = union(own)
  const columns = series.flatMap((runs) => {
    const three = [0, 1, 2].map(() => new Array<Cell>(times.length).fill(undefined))
    const [mean, min, max] = three as [Cell[], Cell[], Cell[]]
    let at = 0
    const place = (time: number) => {
      while ((times[at] as number) < time) at += 1
      return at
    }
    runs.forEach((run, index) => {
      for (const time of breakBefore(runs, index)) {
        const row = place(time)
        for (const column of three) column[row] = null
      }
      run.time.forEach((time, each) => {
        const row = place(time)
        mean[row] = run.mean[each]
        min[row] = run.min[each]
        max[row] = run.max[each]
      })
    })
    return three
  })
  return { times, columns }
}

/** A moment in the gap before a run, where no point can stand. */
function breakBefore(runs: readonly Points[], index: number): number[] {
  const [before, next] = [runs[index - 1]?.time.at(-1), runs[index]?.time[0]]
  return before === undefined || next === undefined ? [] : [(before + next) / 2]
}

/** Most series of a chart were measured together: then there is nothing to sort. */
function union(lists: readonly number[][]): number[] {
  const [first = [], ...others] = lists
  if (others.every((list) => list.length === first.length && list.every((time, index) => time === first[index])))
    return first
  return [...new Set(lists.flat())].sort((one, other) => one - other)
}
