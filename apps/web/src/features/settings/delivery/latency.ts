/** What half of the values, and what 95 of 100, do not exceed. Null without values. */
export interface LatencySummary {
  median: number
  p95: number
}

export function summarizeLatency(values: readonly number[]): LatencySummary | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
  return { median: at(0.5), p95: at(0.95) }
}

/**
 * Points of a line through the values, `0,0` at the top left. The height grows with the logarithm: 10 ms and 2 s are both
 * to be seen. A second fills the height at least, so that a quiet line is a low one.
 */
export function linePoints(values: readonly number[], { width, height }: { width: number; height: number }): string {
  const top = Math.log10(1 + Math.max(1_000, ...values))
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values
    .map((value, index) => {
      const x = index * step
      const y = height - (Math.log10(1 + Math.max(0, value)) / top) * height
      return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
    })
    .join(' ')
}
