import { type FollowedEvent, HEARTBEAT, HOLE, type Hole, RESET } from '../event-log.ts'
import { createEventSink, type LiveStreams } from './live-streams.ts'

export type Transport = 'follow' | 'shared' | 'poll' | 'long poll'

/** A client as the design wants it: applies an event only when it is the next one, over any transport, through cuts. */
export interface RuleClient {
  /** What it has of the log, by seq; seqs that it was told to leave out are missing. */
  readonly applied: Map<number, FollowedEvent>
  readonly leftOut: Hole[]
  readonly last: number
  readonly epoch: number | null
  /** The head that it went on from after the log was restored; 0 before. */
  readonly base: number
  /** Breaches of the rule. */
  readonly faults: string[]
  connect(transport: Transport): void
  /** Drops what is under way, as a cut socket does. */
  cut(): void
  reach(head: number, epoch: number): Promise<void>
}

export function createRuleClient(streams: LiveStreams, replayAtMost: number): RuleClient {
  const applied = new Map<number, FollowedEvent>()
  const leftOut: Hole[] = []
  const faults: string[] = []
  let last = 0
  let base = 0
  let epoch: number | null = null
  let connection = new AbortController()
  let onChange = () => {}

  const reset = (head: number, next: number) => {
    applied.clear()
    leftOut.length = 0
    ;[last, base, epoch] = [head, head, next]
  }

  const leaveOut = ({ fromSeq, toSeq }: Hole) => {
    if (fromSeq !== last + 1 || toSeq < fromSeq) faults.push(`the hole ${fromSeq}–${toSeq} after ${last}`)
    leftOut.push({ fromSeq, toSeq })
    last = toSeq
  }

  const take = (event: FollowedEvent) => {
    if (event.kind === RESET) reset(event.seq, event.epoch)
    else if (event.kind === HOLE) leaveOut(event.payload as Hole)
    else if (event.kind === HEARTBEAT) {
      if (event.seq !== last) faults.push(`a heartbeat of ${event.seq} at ${last}`)
    } else if (event.seq === last + 1) {
      applied.set(event.seq, event)
      last = event.seq
    } else faults.push(`${event.seq} after ${last}`)
    epoch = event.epoch
    onChange()
  }

  const run: Record<Transport, (signal: AbortSignal) => Promise<void>> = {
    async follow(signal) {
      for await (const event of streams.follow(last, { epoch, replayAtMost, signal })) {
        if (signal.aborted) return
        take(event)
      }
    },
    async shared(signal) {
      const received: FollowedEvent[] = []
      const sink = createEventSink(received, () => {
        for (const event of received.splice(0)) if (!signal.aborted) take(event)
      })
      const plan = { streamId: 's', options: { after: last, epoch, replayAtMost, signal } }
      const render = async (event: unknown) => Buffer.from(JSON.stringify(event))
      await streams.shared.join({ groupKey: 'rule', plan, render, sink }).next()
    },
    poll: (signal) => poll(signal, 0),
    'long poll': (signal) => poll(signal, 5),
  }

  async function poll(signal: AbortSignal, waitMs: number) {
    while (!signal.aborted) {
      const page = await streams.readAfter(last, { epoch, replayAtMost, waitMs, limit: 7, signal })
      if (signal.aborted) return
      if (page.reset) reset(page.headSeq, page.epoch)
      if (page.hole) leaveOut(page.hole)
      for (const event of page.events) take(event)
      epoch = page.epoch
      onChange()
      if (waitMs === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  return {
    applied,
    leftOut,
    faults,
    get last() {
      return last
    },
    get epoch() {
      return epoch
    },
    get base() {
      return base
    },
    connect(transport) {
      connection.abort()
      connection = new AbortController()
      const signal = AbortSignal.any([connection.signal, streams.signal])
      run[transport](signal).catch((error) => faults.push(String(error)))
    },
    cut: () => connection.abort(),
    reach: (head, wanted) =>
      new Promise((resolve) => {
        onChange = () => {
          if (faults.length > 0 || (last === head && epoch === wanted)) resolve()
        }
        onChange()
      }),
  }
}
