/** What a rule says of servers. */
export interface JudgedRule {
  key: string
  comparison: 'ABOVE' | 'BELOW' | null
  threshold: number | null
  forSeconds: number
}

/** What is known of a server at a moment; times in ms of any one clock. */
export interface Observation {
  at: number
  down: boolean
  /** Of the rule's key; undefined: it was not told. */
  value: number | undefined
}

/** How a rule has held on a server lately. */
export interface Run {
  /** The alarm is on. */
  on: boolean
  /** Observations in a row that say the opposite of `on`, since when, and when the last one was. */
  against: { count: number; since: number; last: number } | null
}

export const quiet: Run = { on: false, against: null }
export const ringing: Run = { on: true, against: null }

export type Verdict = 'BEGINS' | 'ENDS' | null

const IN_A_ROW = 3
/** An alarm is over soon, however long it takes to begin. */
const LONGEST_RECOVERY_MS = 60_000
/** So much better than the threshold a value must be for the alarm to end, as a part of the threshold. */
const MARGIN = 0.05

/** Whether an observation says that the rule holds; null: it says neither. */
function says({ comparison, threshold, key }: JudgedRule, on: boolean, { down, value }: Observation): boolean | null {
  if (key === 'state') return down
  if (value === undefined || threshold === null || comparison === null) return null
  const margin = on ? Math.abs(threshold) * MARGIN : 0
  return comparison === 'ABOVE' ? value > threshold - margin : value < threshold + margin
}

/**
 * One more observation. An alarm begins when the rule has held for its time and three observations in a row, and ends in the same
 * way when it has not, clearly enough that it does not flap. A hole in the observations (`gapMs`) begins both anew. That a server
 * is DOWN was found by three failures already, and that it answers is the end of it.
 */
export function judge(run: Run, rule: JudgedRule, seen: Observation, gapMs: number): { run: Run; verdict: Verdict } {
  const holds = says(rule, run.on, seen)
  if (holds === null) return { run, verdict: null }
  if (holds === run.on) return { run: { on: run.on, against: null }, verdict: null }
  const before = run.against && seen.at - run.against.last <= gapMs ? run.against : null
  const against = { count: (before?.count ?? 0) + 1, since: before?.since ?? seen.at, last: seen.at }
  const isState = rule.key === 'state'
  const neededMs = run.on ? Math.min(isState ? 0 : rule.forSeconds * 1000, LONGEST_RECOVERY_MS) : rule.forSeconds * 1000
  const enough = against.count >= (isState ? 1 : IN_A_ROW) && seen.at - against.since >= neededMs
  if (!enough) return { run: { on: run.on, against }, verdict: null }
  return { run: { on: !run.on, against: null }, verdict: run.on ? 'ENDS' : 'BEGINS' }
}
