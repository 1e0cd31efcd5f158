/** What waits to be written together. */
export interface Lane<W> {
  add(waiting: W): void
}

const MAX_BATCH = 200

/**
 * One lane per room: while one batch is being committed the next one collects, so that a busy room costs a few transactions and
 * a quiet one waits for nothing (group commit, as databases do it for their own log).
 */
export function createLanes<W>(write: (roomId: string, batch: W[]) => Promise<void>) {
  const waitingOf = new Map<string, W[]>()

  const run = async (roomId: string, waiting: W[]) => {
    while (waiting.length > 0) await write(roomId, waiting.splice(0, MAX_BATCH))
    waitingOf.delete(roomId)
  }

  return {
    /** `write` must settle what it gets and never reject. */
    add(roomId: string, waiting: W): void {
      const lane = waitingOf.get(roomId)
      if (lane) return void lane.push(waiting)
      const started = [waiting]
      waitingOf.set(roomId, started)
      void run(roomId, started)
    },
  }
}
