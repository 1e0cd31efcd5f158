import type { GateProbes } from '../ports.ts'
import type { ProbeAnswer, ProbeGate } from '../probe-gate.ts'

/** Asks for all servers that are watched together, so that an application is not asked once for each of them. */
export interface GateDesk {
  /** The answer to a question that was asked at `since` (by `performance.now()`) or later; else it is asked now. */
  ask(gate: ProbeGate, since: number): Promise<ProbeAnswer>
}

export function createGateDesk(probes: GateProbes, signal: AbortSignal): GateDesk {
  const asked = new Map<string, { at: number; answer: Promise<ProbeAnswer> }>()
  return {
    ask(gate, since) {
      const last = asked.get(gate.probeId)
      if (last && last.at >= since) return last.answer
      const answer = probes.ask(gate, signal)
      asked.set(gate.probeId, { at: performance.now(), answer })
      return answer
    },
  }
}
