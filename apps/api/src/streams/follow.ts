import { badInput } from '../modules/kernel/errors.ts'
import type { AccessWatch } from './access-watch.ts'
import { type EventLog, type FollowOptions, HEARTBEAT, type StoredEvent } from './event-log.ts'
import type { HubLease, Hubs } from './hubs.ts'

export interface FollowParts {
  log: Pick<EventLog, 'read'>
  hubs: Hubs
  accessWatch: AccessWatch
}

const PAGE = 200

/** The position a caller starts from. @throws BAD_USER_INPUT for one that the stream has not reached. */
export async function startingPosition({ hub, refresh }: HubLease, after: number | null): Promise<number> {
  if (after === null) return hub.head
  // The caller may have learnt of a newer event elsewhere before this process did.
  if (after > hub.head) await refresh()
  if (Number.isInteger(after) && after >= 0 && after <= hub.head) return after
  const message = `The last seq is ${hub.head}. Give the last one that you have, 0 for everything, or null for what comes next.`
  throw badInput([{ path: 'after', message }])
}

/** A step of a cursor: events of its key, and where it stands after them. */
export async function eventsAfter(
  { hub }: HubLease,
  { log, hubs }: FollowParts,
  position: number,
  key: string | null,
): Promise<{ events: StoredEvent[]; position: number }> {
  const ofKey = (event: StoredEvent) => key === null || event.key === key
  const recent = hub.recent(position, PAGE)
  const last = recent?.at(-1)
  if (recent && last) {
    return { events: recent.map((entry) => entry.event).filter(ofKey), position: last.event.seq }
  }
  // Everything up to this head was committed before the page is read, so a short page has seen all of it.
  const head = hub.head
  hubs.counters.cursorPages += 1
  const events = await log.read(hub.streamId, { after: position, limit: PAGE, key })
  return {
    events,
    position: events.length < PAGE ? Math.max(head, events.at(-1)?.seq ?? 0) : (events.at(-1)?.seq ?? 0),
  }
}

export async function* followStream(
  streamId: string,
  options: FollowOptions,
  parts: FollowParts,
): AsyncGenerator<StoredEvent, void, undefined> {
  const { signal, heartbeatMs, key = null } = options
  const wake = createWaker(signal)
  const access = parts.accessWatch.watch(options.access, wake.now)
  let endAdvance = () => {}
  let release = () => {}
  try {
    const lease = await parts.hubs.open(streamId)
    release = lease.release
    endAdvance = lease.hub.onAdvance(wake.now)
    let position = await startingPosition(lease, options.after)
    if (heartbeatMs !== undefined && options.after === null) yield heartbeatOf(streamId, position)
    let spokeAt = Date.now()
    while (!signal.aborted) {
      await access.check()
      if (lease.hub.head > position) {
        const page = await eventsAfter(lease, parts, position, key)
        for (const event of page.events) {
          if (signal.aborted) return
          if (access.due) await access.check()
          position = event.seq
          yield event
          spokeAt = Date.now()
        }
        position = page.position
      } else if (heartbeatMs !== undefined && Date.now() - spokeAt >= heartbeatMs) {
        // Also the moment to ask again without a hint: hints may be lost.
        access.markDue()
        await access.check()
        yield heartbeatOf(streamId, position)
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

export const heartbeatOf = (streamId: string, head: number): StoredEvent => ({
  streamId,
  seq: head,
  kind: HEARTBEAT,
  key: null,
  payload: null,
  at: new Date(),
})

/** Waits for news, an abort or a time; news that came before the wait count. */
function createWaker(signal: AbortSignal) {
  let pending = false
  let resume: (() => void) | null = null
  const now = () => {
    pending = true
    resume?.()
  }
  signal.addEventListener('abort', now)
  return {
    now,
    async wait(ms: number | null) {
      if (!pending && !signal.aborted) {
        const timer = ms === null ? null : setTimeout(now, Math.max(ms, 1))
        await new Promise<void>((resolve) => {
          resume = resolve
        })
        resume = null
        if (timer) clearTimeout(timer)
      }
      pending = false
    },
    end: () => signal.removeEventListener('abort', now),
  }
}
