/** How far back the charts of a server go, in seconds. */
export const ranges = {
  '5m': 300,
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
  '30d': 2_592_000,
  '90d': 7_776_000,
} as const

export type Range = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as Range[]

/** What stands in the address; nonsense is an hour. */
export const rangeOf = (written: unknown): Range => rangeNames.find((each) => each === written) ?? '1h'

/** Charts of short times move with the values; of long ones a point stands for minutes, and they are asked for again. */
export const isLive = (range: Range) => ranges[range] <= ranges['6h']
