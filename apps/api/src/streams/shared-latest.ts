import { setTimeout as pause } from 'node:timers/promises'
import type { AccessWatch } from './access-watch.ts'
import type { LatestPlan } from './cursors.ts'
import { joined } from './joined.ts'
import type { Latest } from './latest.ts'
import type { FrameSink } from './shared-execution.ts'
import type { StreamCounters } from './stream-counters.ts'
import { createWaker } from './waker.ts'

export interface LatestSubscription {
  /** Equal for subscriptions whose payloads are equal: same document, variables and access scope. */
  groupKey: string
  plan: LatestPlan
  /** The payload of a value, the same for the whole group. Must not throw. */
  render(value: unknown): Buffer | Promise<Buffer>
  sink: FrameSink
}

/** The same as shared execution, for what only its newest value counts of. */
export interface SharedLatest {
  /** Delivers until the plan's signal fires. The iterator yields nothing itself; it throws what ended the delivery. */
  join(subscription: LatestSubscription): AsyncIterableIterator<never>
  /** Groups at present. */
  readonly groups: number
}

/** The newest value as a ready payload, for all who get the same. */
interface Group {
  readonly version: number
  readonly payload: Buffer
  readonly wakers: Set<() => void>
  close(): void
}

/** One execution, one serialisation per value and group. Who is slow skips to the newest; nothing is queued for anybody. */
export function createSharedLatest(parts: { accessWatch: AccessWatch; counters: StreamCounters }): SharedLatest {
  const groupsOf = new Map<Latest<unknown>, Map<string, Group>>()
  let count = 0

  const groupOf = (key: string, { plan, render }: LatestSubscription): Group => {
    const ofSource = groupsOf.get(plan.source) ?? new Map<string, Group>()
    groupsOf.set(plan.source, ofSource)
    const known = ofSource.get(key)
    if (known) return known
    const countedRender = (value: unknown) => {
      parts.counters.sharedExecutions += 1
      return render(value)
    }
    const opened = openGroup(plan.source, plan.options.everyMs ?? 0, countedRender)
    const group: Group = {
      ...opened,
      get version() {
        return opened.version
      },
      get payload() {
        return opened.payload
      },
      close() {
        opened.close()
        count -= 1
        ofSource.delete(key)
        if (ofSource.size === 0) groupsOf.delete(plan.source)
      },
    }
    count += 1
    ofSource.set(key, group)
    return group
  }

  const serve = async (subscription: LatestSubscription, signal: AbortSignal) => {
    const { plan, sink } = subscription
    const { scope = null, everyMs = 0, access } = plan.options
    const group = groupOf(JSON.stringify([scope, everyMs, subscription.groupKey]), subscription)
    const wake = createWaker(signal)
    const watched = parts.accessWatch.watch(access, wake.now)
    group.wakers.add(wake.now)
    let seen = 0
    try {
      while (!signal.aborted) {
        await watched.check()
        if (signal.aborted) return
        if (sink.congested) await sink.drained(signal)
        else if (group.version > seen) {
          seen = group.version
          parts.counters.sharedFrames += 1
          sink.write([group.payload])
        } else await wake.wait(null)
      }
    } finally {
      watched.end()
      wake.end()
      group.wakers.delete(wake.now)
      if (group.wakers.size === 0) group.close()
    }
  }

  return {
    get groups() {
      return count
    },
    join: (subscription) => joined(subscription.plan.options.signal, (signal) => serve(subscription, signal)),
  }
}

function openGroup(
  source: Latest<unknown>,
  everyMs: number,
  render: (value: unknown) => Buffer | Promise<Buffer>,
): Group {
  const wakers = new Set<() => void>()
  const closing = new AbortController()
  let version = 0
  let payload: Buffer = Buffer.alloc(0)
  let rendering = false

  const renderNewest = async () => {
    if (rendering) return
    rendering = true
    while (source.version > version && !closing.signal.aborted) {
      const next = source.version
      payload = await render(source.value)
      version = next
      for (const wake of [...wakers]) wake()
      if (everyMs > 0) await pause(everyMs, undefined, { signal: closing.signal }).catch(() => {})
    }
    rendering = false
  }
  const endChanges = source.onChange(() => void renderNewest())
  void renderNewest()

  return {
    get version() {
      return version
    },
    get payload() {
      return payload
    },
    wakers,
    close() {
      closing.abort()
      endChanges()
    },
  }
}
