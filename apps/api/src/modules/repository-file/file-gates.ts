import type { ProbeGate } from '../../engine/probe-gate.ts'
import { type GateSetting, gatesIn, type StoredProbe } from '../metrics/probes/gate.setting.ts'
import type { RepositoryFileUse } from './effective.ts'

/** Bounds by the names of probes. What is asked, and where, stands on the page alone. */
export type FileGates = Readonly<Record<string, GateSetting>>

/** As in `fromRepository`. */
export const gateName = (probe: string): string => `gates.${probe}`

/** What a release has to pass by both together, and the names of those that come from the file. */
export function mergeGates(
  probes: readonly StoredProbe[],
  file: FileGates,
  use: RepositoryFileUse,
): { gates: ProbeGate[]; fromFile: string[] } {
  const said = new Map(use === 'IGNORE' ? [] : Object.entries(file))
  const taken = probes.filter(({ name, gate }) => said.has(name) && (use === 'WINS' || gate === null))
  const gates = gatesIn(
    probes.map((probe) => (taken.includes(probe) ? { ...probe, gate: said.get(probe.name) } : probe)),
  )
  return { gates, fromFile: taken.map(({ name }) => gateName(name)).sort() }
}
