import type { Bus } from '../../platform/bus/bus.ts'
import { type EventLog, FIRST_EPOCH, type NewEvent, type StoredEvent } from '../event-log.ts'

/** The reading half of the log over an array, for tests of hubs and cursors; `append` commits at once and hints. */
export function createMemoryLog(bus: Pick<Bus, 'publish'>): Pick<EventLog, 'read' | 'head' | 'positions'> & {
  append(streamId: string, ...events: NewEvent[]): StoredEvent[]
  /** As after a backup was restored: only the first `keep` events are left, in a new epoch. */
  restore(streamId: string, keep: number): void
} {
  const streams = new Map<string, StoredEvent[]>()
  const epochs = new Map<string, number>()
  const epochOf = (streamId: string) => epochs.get(streamId) ?? FIRST_EPOCH
  const eventsOf = (streamId: string) => streams.get(streamId) ?? []

  return {
    async read(streamId, { after, limit, key = null }) {
      const wanted = eventsOf(streamId).filter((event) => event.seq > after && (key === null || event.key === key))
      return wanted.slice(0, limit)
    },
    head: async (streamId) => eventsOf(streamId).length,
    positions: async (streamIds) =>
      new Map(streamIds.map((id) => [id, { head: eventsOf(id).length, epoch: epochOf(id) }])),
    restore(streamId, keep) {
      streams.set(streamId, eventsOf(streamId).slice(0, keep))
      epochs.set(streamId, epochOf(streamId) + 1)
    },
    append(streamId, ...events) {
      const stored = eventsOf(streamId)
      const added = events.map(({ kind, key = null, payload, at = new Date() }, index) => ({
        streamId,
        seq: stored.length + index + 1,
        kind,
        key,
        payload,
        at,
      }))
      streams.set(streamId, [...stored, ...added])
      const hinted = added.map(({ streamId: _, at, ...rest }) => ({ ...rest, at: at.toISOString() }))
      bus.publish(`stream:${streamId}`, {
        epoch: epochOf(streamId),
        headSeq: stored.length + added.length,
        events: hinted,
      })
      return added
    },
  }
}
