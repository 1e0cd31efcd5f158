/** What the streams of this process did, for /metrics. */
export interface StreamCounters {
  hints: number
  fills: number
  fillFailures: number
  filledEvents: number
  /** Pages that cursors read because they were further behind than the ring. */
  cursorPages: number
  /** Events executed for many subscribers at once, and the frames written from them. */
  sharedExecutions: number
  sharedFrames: number
}

export const createStreamCounters = (): StreamCounters => ({
  hints: 0,
  fills: 0,
  fillFailures: 0,
  filledEvents: 0,
  cursorPages: 0,
  sharedExecutions: 0,
  sharedFrames: 0,
})
