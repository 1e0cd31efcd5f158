/** What to do with an event that arrived on a gapless stream. */
export type Verdict = 'apply' | 'ignore' | 'gap'

export interface Sequenced {
  seq: number
}

/**
 * Judges events of a stream by their seq. In a whole stream the next event is exactly `last + 1`; in a part of a stream
 * (one step's output) seqs only grow. A heartbeat carries the head: ahead of `last` in a whole stream, something was lost.
 */
export function judge(last: number, event: Sequenced, options: { whole: boolean; heartbeat: boolean }): Verdict {
  if (options.heartbeat) return options.whole && event.seq > last ? 'gap' : 'ignore'
  if (event.seq <= last) return 'ignore'
  if (options.whole && event.seq !== last + 1) return 'gap'
  return 'apply'
}
