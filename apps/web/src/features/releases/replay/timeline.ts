import type { Release, ReleaseEvent } from '../operations.ts'
import { applyEvents, type ReleaseState } from '../release-state.ts'

/** A finished release as a film: its state after any of its events, and when that was. */
export interface Timeline {
  /** The seq of the last event; 0 is the moment before the first. */
  readonly last: number
  readonly durationMs: number
  /** When it began to run, in ms since 1970. */
  readonly startMs: number
  /** Seqs of the events in which a step went wrong. */
  readonly failures: readonly number[]
  stateAt(seq: number): ReleaseState
  /** Where the event lies, in ms since the start; never before the event ahead of it, whatever clocks said. */
  msOf(seq: number): number
  /** The last event that has happened `ms` after the start. */
  seqAt(ms: number): number
}

/** So many events apart lie the states that are kept; any other one is at most so many events away. */
const stride = 256

/** The release before anything happened to it: the plan, and nothing done. */
export function blankState(release: Release): ReleaseState {
  return {
    status: 'QUEUED',
    startedAt: null,
    finishedAt: null,
    steps: release.steps.map((step) => ({
      ...step,
      status: 'PENDING',
      startedAt: null,
      finishedAt: null,
      message: null,
      exitCode: null,
      percent: null,
    })),
    targets: release.targets.map((target) => ({
      ...target,
      status: 'PENDING',
      liveDirectory: null,
      activatedAt: null,
      message: null,
    })),
    swarm: null,
  }
}

/** `events` have the seqs 1, 2, 3 … */
export function createTimeline(blank: ReleaseState, events: readonly ReleaseEvent[]): Timeline {
  const first = events.find((event) => event.releaseStatus === 'RUNNING') ?? events[0]
  const startMs = first ? Date.parse(first.at) : 0
  const times = [0]
  for (const { at } of events) times.push(Math.max(times.at(-1) ?? 0, Date.parse(at) - startMs))

  const frames = [blank]
  for (let from = 0; from + stride <= events.length; from += stride)
    frames.push(applyEvents(frames.at(-1) as ReleaseState, events.slice(from, from + stride)))

  const inside = (seq: number) => Math.min(Math.max(0, seq), events.length)
  return {
    last: events.length,
    durationMs: times.at(-1) ?? 0,
    startMs,
    failures: events.flatMap(({ stepStatus }, index) =>
      stepStatus === 'FAILED' || stepStatus === 'UNKNOWN' ? [index + 1] : [],
    ),
    stateAt(wanted) {
      const seq = inside(wanted)
      const frame = Math.floor(seq / stride)
      return applyEvents(frames[frame] as ReleaseState, events.slice(frame * stride, seq))
    },
    msOf: (seq) => times[inside(seq)] ?? 0,
    seqAt(ms) {
      let low = 0
      let high = events.length
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((times[middle] ?? 0) <= ms) low = middle
        else high = middle - 1
      }
      return low
    },
  }
}
