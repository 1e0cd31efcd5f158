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
  gate: GateDraft
}

/** What a release has to pass, as it is typed. */
export interface GateDraft {
  on: boolean
  comparison: 'ABOVE' | 'BELOW'
  threshold: string
  watchSeconds: string
  everySeconds: string
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
  gate: {
    on: Boolean(probe?.gate),
    comparison: probe?.gate?.comparison ?? 'ABOVE',
    threshold: String(probe?.gate?.threshold ?? ''),
    watchSeconds: String(probe?.gate?.watchSeconds ?? 60),
    everySeconds: String(probe?.gate?.everySeconds ?? 10),
  },
})

const whole = (typed: string) => Math.round(number(typed) ?? 0)

const number = (typed: string) => (String(typed).trim() === '' ? null : Number(typed) || 0)

/** The server judges; what belongs to the other kind is left out. */
export function toProbeInput({ name, kind, unit, url, command, serverId, gate, ...draft }: ProbeDraft) {
  const asks = kind === 'HTTP'
  return {
    ...{ name: name.trim(), kind, unit, pointer: draft.pointer.trim() || null },
    ...{ url: asks ? url.trim() : null, command: asks ? null : command, serverId: asks ? null : serverId },
    ...{ everySeconds: whole(draft.everySeconds), limit: number(draft.limit) },
    gate: gate.on ? toGateInput(gate) : null,
  }
}

const toGateInput = ({ comparison, threshold, watchSeconds, everySeconds }: GateDraft) => ({
  comparison,
  threshold: number(threshold),
  ...{ watchSeconds: whole(watchSeconds), everySeconds: whole(everySeconds) },
})
