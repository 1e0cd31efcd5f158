/**
 * Runs the work once at a time. Calls during a run share one more run after it, so that each of them sees what was there
 * when it was made, and a thousand at once cost two.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  const run = () => {
    running = work().finally(() => {
      running = null
    })
    return running
  }

  return () => {
    if (!running) return run()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null
        return run()
      })
    return next
  }
}
