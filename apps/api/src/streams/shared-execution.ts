import { once } from 'node:events'
import type { CursorPlan } from './cursors.ts'
import type { StoredEvent } from './event-log.ts'
import { createFanOut, type FanOut } from './fan-out.ts'
import type { FollowParts } from './follow.ts'
import { joined } from './joined.ts'

/** Where the frames of one subscription go. */
export interface FrameSink {
  /** Writes the payloads as one piece, each in a frame of its own. Never waits; may make the sink congested. */
  write(payloads: Buffer[]): void
  /** True while the peer takes in less than is written; nothing more is written then. */
  readonly congested: boolean
  /** Resolves when the peer has caught up, is gone, or the signal fired. */
  drained(signal: AbortSignal): Promise<void>
}

/** What makes the payload of an event, the same for all subscribers of a group. Must not throw: failures become payloads. */
export type RenderEvent = (event: StoredEvent) => Buffer | Promise<Buffer>

export interface SharedSubscription {
  /** Equal for subscriptions whose payloads are equal: same document, variables and access scope. */
  groupKey: string
  plan: CursorPlan
  render: RenderEvent
  sink: FrameSink
}

export interface SharedExecution {
  /**
   * Delivers until the plan's signal fires. The iterator yields nothing itself: it ends with the delivery, or throws what
   * ended it (a position out of range, rights taken away).
   */
  join(subscription: SharedSubscription): AsyncIterableIterator<never>
  /** Groups at present, for /metrics. */
  readonly groups: number
}

/** One execution, one serialisation per event and group, whatever the number of subscribers (see docs: fan-out). */
export function createSharedExecution(parts: FollowParts): SharedExecution {
  const groups = new Map<string, Promise<FanOut>>()

  const groupOf = (groupKey: string, subscription: SharedSubscription): Promise<FanOut> => {
    const known = groups.get(groupKey)
    if (known) return known
    const { plan, render } = subscription
    const opening = parts.hubs.open(plan.streamId).then((lease) =>
      createFanOut({
        groupKey,
        lease,
        parts,
        render,
        key: plan.options.key ?? null,
        heartbeatMs: plan.options.heartbeatMs,
      }),
    )
    groups.set(groupKey, opening)
    opening.catch(() => groups.delete(groupKey))
    return opening
  }

  /** Where a subscriber starts (after, epoch, replayAtMost) parts nobody: it is met before the group is joined. */
  const join = async (subscription: SharedSubscription): Promise<FanOut> => {
    const { streamId, options } = subscription.plan
    const { key = null, scope = null, heartbeatMs = null } = options
    const groupKey = JSON.stringify([streamId, key, scope, heartbeatMs, subscription.groupKey])
    for (;;) {
      const group = await groupOf(groupKey, subscription)
      // The last member may have left between the group's opening and this turn.
      if (!group.closed) return group
    }
  }

  const serve = async (subscription: SharedSubscription, signal: AbortSignal) => {
    const group = await join(subscription)
    const serving = group.admit(subscription, signal).finally(() => closeIfEmpty(group))
    await Promise.race([serving, aborted(signal)])
  }

  const closeIfEmpty = (group: FanOut) => {
    if (group.size > 0 || group.closed) return
    groups.delete(group.key)
    group.close()
  }

  return {
    get groups() {
      return groups.size
    },
    join: (subscription) => joined(subscription.plan.options.signal, (signal) => serve(subscription, signal)),
  }
}

const aborted = (signal: AbortSignal) => (signal.aborted ? Promise.resolve() : once(signal, 'abort'))
