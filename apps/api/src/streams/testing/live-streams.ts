import type { Bus } from '../../platform/bus/bus.ts'
import { createInProcessBus } from '../../platform/bus/in-process-bus.ts'
import { type AccessChange, followAccessChanges, recordAccessChange } from '../access-changes.ts'
import { createAccessWatch } from '../access-watch.ts'
import { createEventCursors } from '../cursors.ts'
import type { FollowedEvent, FollowOptions, ReadOptions } from '../event-log.ts'
import { createHubs, type HubsOptions } from '../hubs.ts'
import { createSharedExecution } from '../shared-execution.ts'
import { createMemoryLog } from './memory-log.ts'

/** Everything of the streams over a log in memory; the stream is `s`. */
export function createLiveStreams(bus: Bus = createInProcessBus(), options: HubsOptions = {}) {
  const log = createMemoryLog(bus)
  const hubs = createHubs({ log, bus, options: { gapMs: 1, beatMs: 10, ...options } })
  const accessWatch = createAccessWatch(bus, (signal) => followAccessChanges({ log, hubs }, signal))
  const cursors = createEventCursors({ log, hubs, accessWatch })
  const shared = createSharedExecution({ log, hubs, accessWatch })
  const aborter = new AbortController()
  const { signal } = aborter
  return {
    bus,
    log,
    hubs,
    shared,
    accessWatch,
    cursors,
    signal,
    append: (count: number, key: string | null = null) =>
      log.append('s', ...Array.from({ length: count }, () => ({ kind: 'n', key, payload: null }))),
    follow: (after: number | null, more: Partial<FollowOptions> = {}) =>
      cursors.follow('s', { after, signal, ...more }),
    readAfter: (after: number, more: Partial<ReadOptions> = {}) =>
      cursors.readAfter('s', { after, limit: 100, waitMs: 0, signal, ...more }),
    recordAccess: (change: AccessChange) =>
      recordAccessChange({ append: async (streamId, events) => log.append(streamId, ...events) }, change),
    close() {
      aborter.abort()
      accessWatch.close()
      hubs.close()
    },
  }
}

export type LiveStreams = ReturnType<typeof createLiveStreams>

/** A bus that carries nothing, as when Redis is dead. */
export const deafBus = (): Bus => ({ ...createInProcessBus(), publish() {}, subscribe: () => new Promise(() => {}) })

export async function take<P>(events: AsyncIterator<FollowedEvent<P>>, count: number): Promise<FollowedEvent<P>[]> {
  const taken: FollowedEvent<P>[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done) break
    taken.push(value)
  }
  return taken
}

export const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq)

export const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, n) => from + n)

/** A sink that keeps what is written: each payload is an event as JSON. */
export function createEventSink(received: FollowedEvent[], onReceive: () => void = () => {}) {
  return {
    congested: false,
    drained: async () => {},
    write(payloads: Buffer[]) {
      received.push(...payloads.map((payload) => JSON.parse(payload.toString()) as FollowedEvent))
      onReceive()
    },
  }
}
