import type { Unit } from '../../../shared/chart/points.ts'
import type { Probe } from './probe-operations.ts'

/** What the form of a probe holds, as it is typed. */
export interface ProbeDraft {
  name: string
  kind: Probe['kind']
  url: string
  command: string
  serverId: string
  pointer: string
  unit: Unit
  everySeconds: string
  limit: string
}

export const toProbeDraft = (probe: Probe | null, serverId: string): ProbeDraft => ({
  name: probe?.name ?? '',
  kind: probe?.kind ?? 'HTTP',
  url: probe?.url ?? '',
  command: probe?.command ?? '',
  serverId: probe?.server?.id ?? serverId,
  pointer: probe?.pointer ?? '',
  unit: probe?.unit ?? 'NUMBER',
  everySeconds: String(probe?.everySeconds ?? 30),
  limit: String(probe?.limit ?? ''),
})

const number = (typed: string) => (String(typed).trim() === '' ? null : Number(typed) || 0)

/** The server judges; what belongs to the other kind is left out. */
export function toProbeInput({ name, kind, unit, url, command, serverId, ...draft }: ProbeDraft) {
  const asks = kind === 'HTTP'
  return {
    ...{ name: name.trim(), kind, unit, pointer: draft.pointer.trim() || null },
    ...{ url: asks ? url.trim() : null, command: asks ? null : command, serverId: asks ? null : serverId },
    ...{ everySeconds: Math.round(number(draft.everySeconds) ?? 0), limit: number(draft.limit) },
  }
}
