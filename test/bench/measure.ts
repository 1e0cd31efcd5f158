/** Milliseconds that the work took, and the controller's own CPU time for it. */
export interface Measured {
  ms: number
  cpuMs: number
}

export const median = (values: number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export const medians = (runs: Measured[]): Measured => ({
  ms: median(runs.map(({ ms }) => ms)),
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
})

/** Times work in this process; its CPU is what the process itself used, not its children. */
export async function timed<T>(work: () => Promise<T>): Promise<Measured & { result: T }> {
  const before = process.cpuUsage()
  const start = process.hrtime.bigint()
  const result = await work()
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  const { user, system } = process.cpuUsage(before)
  return { ms, cpuMs: (user + system) / 1000, result }
}

/** The highest resident set of this process while the work runs, in bytes. */
export async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 20)
  try {
    await work()
    look()
  } finally {
    clearInterval(timer)
  }
  return peak
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`

/** Prints rows in columns; the first row is the heading. */
export function printTable(rows: string[][]) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  rows.forEach((row, index) => {
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd())
    if (index === 0) console.log(`  ${widths.map((width) => '─'.repeat(width)).join('   ')}`)
  })
}
