import { CallerError } from '../modules/kernel/errors.ts'
import type { AccessWatch } from './access-watch.ts'
import type { EventLog, FollowedEvent, FollowOptions } from './event-log.ts'
import type { HubLease, Hubs } from './hubs.ts'
import { heartbeatOf, resetOf, startingPoint } from './starting-point.ts'
import { createWaker } from './waker.ts'

export interface FollowParts {
  log: Pick<EventLog, 'read'>
  hubs: Hubs
  accessWatch: AccessWatch
}

const PAGE = 200

/** A step of a cursor: events of its key, and where it stands after them. */
export async function eventsAfter(
  { hub }: HubLease,
  { log, hubs }: FollowParts,
  position: number,
  key: string | null,
  limit = hub.piece(PAGE),
): Promise<{ events: FollowedEvent[]; position: number }> {
  const ofKey = (event: FollowedEvent) => key === null || event.key === key
  const recent = hub.recent(position, limit)
  const last = recent?.at(-1)
  if (recent && last) {
    return { events: recent.map((entry) => entry.event).filter(ofKey), position: last.event.seq }
  }
  // Everything up to this head was committed before the page is read, so a short page has seen all of it.
  const { head, epoch } = hub
  hubs.counters.cursorPages += 1
  const events = await log.read(hub.streamId, { after: position, limit, key })
  return {
    events: events.map((event) => ({ ...event, epoch })),
    position: events.length < limit ? Math.max(head, events.at(-1)?.seq ?? 0) : (events.at(-1)?.seq ?? 0),
  }
}

export async function* followStream(
  streamId: string,
  options: FollowOptions,
  parts: FollowParts,
): AsyncGenerator<FollowedEvent, void, undefined> {
  const { signal, heartbeatMs, key = null } = options
  const wake = createWaker(signal)
  const access = parts.accessWatch.watch(options.access, wake.now)
  let endAdvance = () => {}
  let release = () => {}
  try {
    const lease = await parts.hubs.open(streamId)
    release = lease.release
    const { hub } = lease
    endAdvance = hub.onAdvance(wake.now)
    let { position, epoch, first } = await startingPoint(lease, options)
    await access.check()
    if (first) yield first
    else if (heartbeatMs !== undefined && options.after === null) yield heartbeatOf(streamId, { head: position, epoch })
    let spokeAt = Date.now()
    while (!signal.aborted) {
      await access.check()
      if (hub.epoch !== epoch) {
        assertKnowsEpochs(options)
        ;({ head: position, epoch } = hub)
        yield resetOf(streamId, { head: position, epoch })
        spokeAt = Date.now()
      } else if (hub.head > position) {
        const page = await eventsAfter(lease, parts, position, key)
        for (const event of page.events) {
          if (signal.aborted) return
          if (access.due) await access.check()
          if (hub.epoch !== epoch) break
          position = event.seq
          yield event
          spokeAt = Date.now()
        }
        if (hub.epoch === epoch) position = page.position
      } else if (heartbeatMs !== undefined && Date.now() - spokeAt >= heartbeatMs) {
        // Also the moment to ask again without a hint: hints may be lost.
        access.markDue()
        await access.check()
        yield heartbeatOf(streamId, { head: position, epoch })
        spokeAt = Date.now()
      } else {
        await wake.wait(heartbeatMs === undefined ? null : spokeAt + heartbeatMs - Date.now())
      }
    }
  } finally {
    endAdvance()
    access.end()
    wake.end()
    release()
  }
}

/** @throws DISCONNECTED for a reader to whom nobody can say that the log is another one now. */
export function assertKnowsEpochs({ epoch }: Pick<FollowOptions, 'epoch'>) {
  if (epoch !== undefined) return
  const reason = 'The server was restored from a backup.'
  throw new CallerError('DISCONNECTED', `${reason} Load everything anew, then follow again.`, { reason })
}
