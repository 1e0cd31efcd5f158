import type { Artifact, StepChange, TargetChange } from '../../../engine/ports.ts'
import { stepIsFinal } from '../../../engine/release-states.ts'
import type { SwarmFigures } from '../../../engine/swarm-port.ts'
import type { PlanStep } from '../../../engine/types.ts'
import type { NewEvent } from '../../../streams/event-log.ts'
import type { OutputPayload, OutputStream } from '../release.events.ts'
import { piecesOf } from './printable.ts'

/** What a run tells, in the order in which it was told. */
export type JournalEntry =
  | { type: 'added'; steps: readonly PlanStep[]; at: Date }
  | { type: 'step'; change: StepChange; at: Date }
  | { type: 'target'; change: TargetChange; at: Date }
  | { type: 'built'; artifact: Artifact & { cacheKey: string }; at: Date }
  | { type: 'swarm'; figures: SwarmFigures; at: Date }
  | { type: 'output'; stepKey: string; stream: OutputStream; text: string; at: Date }

/** The most that one event of the output carries, in characters. */
export const CHUNK_SIZE = 16 * 1024

/** Neighbouring pieces of one step and stream become one event, as long as it stays small. */
export function outputEvents(entries: JournalEntry[]): NewEvent<OutputPayload>[] {
  const events: (NewEvent<OutputPayload> & { at: Date })[] = []
  for (const entry of entries) {
    if (entry.type !== 'output') continue
    for (const text of piecesOf(entry.text, CHUNK_SIZE)) {
      const last = events.at(-1)
      const joins = last?.key === entry.stepKey && last.payload.stream === entry.stream
      if (last && joins && last.payload.text.length + text.length <= CHUNK_SIZE) last.payload.text += text
      else events.push({ kind: 'output', key: entry.stepKey, payload: { stream: entry.stream, text }, at: entry.at })
    }
  }
  return events
}

/** A row's columns after all changes of a batch; `sets…` tells null from "leave it". Times in ISO 8601. */
export type RowChange = Record<string, string | number | boolean | object | null>

const set = (row: RowChange, column: string, value: string | number | null | undefined) => {
  if (value === undefined) return
  row[column] = value
  row[`sets_${column}`] = true
}

export function stepRows(entries: JournalEntry[]): RowChange[] {
  const rows = new Map<string, RowChange>()
  for (const entry of entries) {
    if (entry.type !== 'step') continue
    const { change, at } = entry
    const row = rows.get(change.key) ?? { key: change.key }
    row.status = change.status
    if (change.status === 'RUNNING') row.started_at ??= at.toISOString()
    row.finished_at = stepIsFinal(change.status) || change.status === 'UNKNOWN' ? at.toISOString() : null
    set(row, 'message', change.message)
    set(row, 'exit_code', change.exitCode)
    set(row, 'percent', change.percent)
    rows.set(change.key, row)
  }
  return [...rows.values()]
}

export function targetRows(entries: JournalEntry[]): RowChange[] {
  const rows = new Map<string, RowChange>()
  for (const entry of entries) {
    if (entry.type !== 'target') continue
    const { change, at } = entry
    const row = rows.get(change.serverId) ?? { server_key: change.serverId }
    row.status = change.status
    set(row, 'previous_directory', change.previousDirectory)
    set(row, 'live_directory', change.liveDirectory)
    set(row, 'message', change.message)
    set(row, 'sent_bytes', change.sentBytes)
    set(row, 'reused_bytes', change.reusedBytes)
    if (change.sending) row.sending = { ...change.sending }
    if (change.activated !== undefined) set(row, 'activated_at', change.activated ? at.toISOString() : null)
    rows.set(change.serverId, row)
  }
  return [...rows.values()]
}
