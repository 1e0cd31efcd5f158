import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WatchedAccess } from './access-watch.ts'
import type { FollowedEvent, FollowOptions } from './event-log.ts'
import { assertKnowsEpochs, eventsAfter, type FollowParts } from './follow.ts'
import type { HubLease } from './hubs.ts'
import type { RingEntry } from './ring.ts'
import type { FrameSink, RenderEvent, SharedSubscription } from './shared-execution.ts'
import { heartbeatOf, resetOf, startingPoint } from './starting-point.ts'

/** The subscribers of one stream that get the same payloads. */
export interface FanOut {
  readonly key: string
  readonly size: number
  readonly closed: boolean
  /** Delivers to the subscription until the signal fires; rejects when it may not or can't go on. */
  admit(subscription: SharedSubscription, signal: AbortSignal): Promise<void>
  close(): void
}

interface Member {
  sink: FrameSink
  /** Everything up to here was written. Meaningful only while the member is not live: then it is the group's. */
  position: number
  /** The epoch that `position` belongs to. */
  epoch: number
  options: FollowOptions
  access: WatchedAccess
  signal: AbortSignal
}

const PAGE = 256
/** Of events from the database, whose size is guessed: what is written at once stays below a megabyte. */
const DATABASE_PAGE = 50

export function createFanOut({
  groupKey,
  lease,
  parts,
  render,
  key,
  heartbeatMs,
}: {
  groupKey: string
  lease: HubLease
  parts: FollowParts
  render: RenderEvent
  key: string | null
  heartbeatMs: number | undefined
}): FanOut {
  const { hub } = lease
  const { counters } = parts.hubs
  const members = new Set<Member>()
  /** Members that have exactly what the group has. All others read on their own until they have, too. */
  const live = new Set<Member>()
  const catchUps = new Map<Member, () => void>()
  let { head: position, epoch } = hub
  let spokeAt = Date.now()
  let flushing: Promise<void> | null = null
  let closed = false

  const renderOnce = (event: FollowedEvent) => {
    counters.sharedExecutions += 1
    return render(event)
  }

  const renderingOf = ({ event, renderings }: RingEntry): Buffer | Promise<Buffer> => {
    const known = renderings.get(groupKey) as Buffer | Promise<Buffer> | undefined
    if (known) return known
    const made = renderOnce(event)
    renderings.set(groupKey, made)
    if (made instanceof Promise) made.then((payload) => renderings.set(groupKey, payload)).catch(() => {})
    return made
  }

  const allOf = (payloads: (Buffer | Promise<Buffer>)[]): Buffer[] | Promise<Buffer[]> =>
    payloads.some((payload) => payload instanceof Promise) ? Promise.all(payloads) : (payloads as Buffer[])

  const ofKey = (entries: RingEntry[]) => (key === null ? entries : entries.filter(({ event }) => event.key === key))

  const write = (member: Member, payloads: Buffer[]) => {
    counters.sharedFrames += payloads.length
    member.sink.write(payloads)
  }

  const fallBehind = (member: Member) => {
    if (!live.delete(member)) return
    member.position = position
    member.epoch = epoch
    catchUps.get(member)?.()
  }

  const deliver = (payloads: Buffer[]) => {
    if (payloads.length === 0) return
    spokeAt = Date.now()
    for (const member of live) {
      if (member.sink.congested || member.access.due) fallBehind(member)
      else write(member, payloads)
    }
  }

  /** Brings the group to the hub's head. What comes within one turn of the event loop is written together. */
  const flush = (): Promise<void> => {
    flushing ??= (async () => {
      try {
        await nextTurn()
        while (!closed && (hub.head > position || hub.epoch !== epoch)) {
          if (hub.epoch !== epoch) {
            // Each member is told on its own that the log is another one, and comes back here.
            for (const member of [...live]) fallBehind(member)
            ;({ head: position, epoch } = hub)
            continue
          }
          const entries = hub.recent(position, PAGE)
          const last = entries?.at(-1)
          if (!entries || !last) {
            // More came at once than the ring holds: everybody reads it from the database, at their own pace.
            for (const member of [...live]) fallBehind(member)
            position = hub.head
          } else {
            const payloads = allOf(ofKey(entries).map(renderingOf))
            const ready = payloads instanceof Promise ? await payloads : payloads
            if (hub.epoch !== epoch) continue
            deliver(ready)
            position = last.event.seq
          }
        }
      } finally {
        flushing = null
      }
    })()
    return flushing
  }
  const flushSoon = () => void flush().catch(() => counters.fillFailures++)

  /** Payloads after the member's position, from the ring with what is already made, else from the database. */
  const nextFor = async (member: Member): Promise<{ payloads: Buffer[]; position: number }> => {
    const entries = hub.recent(member.position, PAGE)
    const last = entries?.at(-1)
    if (entries && last) {
      return { payloads: await allOf(ofKey(entries).map(renderingOf)), position: last.event.seq }
    }
    const page = await eventsAfter(lease, parts, member.position, key, hub.piece(DATABASE_PAGE))
    return { payloads: await Promise.all(page.events.map(renderOnce)), position: page.position }
  }

  /** The log was restored while the member followed it. */
  const startAnew = async (member: Member) => {
    assertKnowsEpochs(member.options)
    const here = { head: hub.head, epoch: hub.epoch }
    write(member, [await renderOnce(resetOf(hub.streamId, here))])
    member.position = here.head
    member.epoch = here.epoch
  }

  /** Until the member has what the group has. Between the last comparison and becoming live nothing can happen. */
  const catchUp = async (member: Member) => {
    while (!member.signal.aborted) {
      await member.access.check()
      if (member.sink.congested) await member.sink.drained(member.signal)
      else if (member.access.due || member.signal.aborted) continue
      else if (member.epoch !== hub.epoch) await startAnew(member)
      else if (member.position === position && member.epoch === epoch) return void live.add(member)
      else if (member.position > position || member.epoch !== epoch) await flush()
      else {
        const next = await nextFor(member)
        if (member.signal.aborted || member.access.due || member.epoch !== hub.epoch) continue
        if (next.payloads.length > 0) write(member, next.payloads)
        member.position = next.position
      }
    }
  }

  const keepServing = async (member: Member) => {
    while (!member.signal.aborted) {
      const behind = new Promise<void>((resolve) => catchUps.set(member, resolve))
      await catchUp(member)
      if (!member.signal.aborted) await behind
    }
  }

  const beat = async () => {
    if (!heartbeatMs || live.size === 0 || Date.now() - spokeAt < heartbeatMs / 2) return
    const here = { head: position, epoch }
    const payload = await render(heartbeatOf(hub.streamId, here))
    if (here.head === position && here.epoch === epoch) deliver([payload])
    // Also the moment to ask again without a hint: hints may be lost.
    for (const member of [...live]) member.access.markDue()
  }
  const beatTimer = heartbeatMs
    ? setInterval(() => void beat().catch(() => counters.fillFailures++), heartbeatMs / 2)
    : undefined
  beatTimer?.unref()
  const endAdvance = hub.onAdvance(flushSoon)

  return {
    key: groupKey,
    get size() {
      return members.size
    },
    get closed() {
      return closed
    },
    async admit({ plan, sink }, signal) {
      const { options } = plan
      const member: Member = { sink, position, epoch, options, access: null as never, signal }
      member.access = parts.accessWatch.watch(options.access, () => fallBehind(member))
      members.add(member)
      const wake = () => catchUps.get(member)?.()
      signal.addEventListener('abort', wake)
      try {
        const start = await startingPoint(lease, options)
        const told =
          start.first ??
          (options.after === null && heartbeatMs
            ? heartbeatOf(hub.streamId, { head: start.position, epoch: start.epoch })
            : null)
        if (told) {
          const payload = await renderOnce(told)
          await member.access.check()
          if (!signal.aborted) write(member, [payload])
        }
        member.position = start.position
        member.epoch = start.epoch
        await keepServing(member)
      } finally {
        members.delete(member)
        live.delete(member)
        catchUps.delete(member)
        member.access.end()
        signal.removeEventListener('abort', wake)
      }
    },
    close() {
      closed = true
      clearInterval(beatTimer)
      endAdvance()
      for (const { renderings } of hub.entries()) renderings.delete(groupKey)
      lease.release()
    },
  }
}
