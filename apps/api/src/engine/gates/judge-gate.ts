import type { ProbeAnswer, ProbeGate } from '../probe-gate.ts'

export interface GateVerdict {
  fine: boolean
  /** For the log: `errors: 0.4 ≤ 2 ✓`. */
  words: string
  /** Of a bad one: what was found, and what to do about it. */
  failure: string | null
}

type Limit = Pick<ProbeGate, 'comparison' | 'threshold'>

const isFine = ({ comparison, threshold }: Limit, value: number) =>
  comparison === 'ABOVE' ? value <= threshold : value >= threshold

const suffixes = { NUMBER: '', PERCENT: ' %', MILLISECONDS: ' ms', BYTES: ' B', BYTES_PER_SECOND: ' B/s' }

/** Six digits are enough, unless they would seem to lie on the other side of the threshold. */
function shown(value: number, limit: Limit): string {
  const short = Number(value.toPrecision(6))
  return String(isFine(limit, short) === isFine(limit, value) ? short : value)
}

/** Whether an answer lets the release go on. No answer does not: nobody knows then how the application is. Pure. */
export function judgeGate(gate: Limit & Pick<ProbeGate, 'name' | 'unit'>, answer: ProbeAnswer): GateVerdict {
  const { name, comparison, unit } = gate
  if ('problem' in answer) {
    const failure = `${name} gave no number, and a gate without an answer fails. ${answer.problem} Try the probe on the environment's page.`
    return { fine: false, words: `${name}: no number ✗ ${answer.problem}`, failure }
  }
  const value = shown(answer.value, gate) + suffixes[unit]
  const threshold = gate.threshold + suffixes[unit]
  const bad = comparison === 'ABOVE'
  if (isFine(gate, answer.value)) {
    return { fine: true, words: `${name}: ${value} ${bad ? '≤' : '≥'} ${threshold} ✓`, failure: null }
  }
  const failure =
    `${name} was ${value}, ${bad ? 'above' : 'below'} its threshold of ${threshold}. ` +
    "See its chart on the environment's page, where the threshold is set too."
  return { fine: false, words: `${name}: ${value} ${bad ? '>' : '<'} ${threshold} ✗`, failure }
}

/** When a gate asks, in ms after the check: once an interval, and last at the end of the watch. Never empty. Pure. */
export function momentsOf({ watchSeconds, everySeconds }: Pick<ProbeGate, 'watchSeconds' | 'everySeconds'>): number[] {
  const count = Math.max(1, Math.ceil(watchSeconds / everySeconds))
  return Array.from({ length: count }, (_, i) => Math.min((i + 1) * everySeconds, watchSeconds) * 1000)
}
