import { setTimeout as pause } from 'node:timers/promises'
import { createRecord, type RoomRecord } from './record.ts'

/** Where a client asks, who it is and what it wants to hear. */
export interface Listening {
  url(): string
  token: string
  roomId: string
  /** 0: everything from the first event on. */
  after?: number
  /** More missed events than this are left out, with a mark. */
  replayAtMost?: number
}

export interface Connecting extends Listening {
  record: RoomRecord
  signal: AbortSignal
}

/** One connection or request: takes events into the record until it ends or breaks, then returns or throws. */
export type Transport = (connecting: Connecting) => Promise<void>

export interface Listener extends RoomRecord {
  readonly transport: string
  /** How often it had to connect; requests of a polling client are no connections. */
  readonly connections: number
  stop(): Promise<void>
}

/** Listens until it is stopped, connecting again from its position whenever its transport ends. */
export function listen(transport: Transport, options: Listening): Listener {
  const record = createRecord(options.after)
  const closing = new AbortController()
  let connections = 0
  const done = (async () => {
    while (!closing.signal.aborted) {
      connections += 1
      await transport({ ...options, record, signal: closing.signal }).catch((error: Error) => {
        if (error.name === 'RefusedError') record.faults.push(error.message)
      })
      // Not at once, as a fleet of clients that lost its server must not be.
      if (!closing.signal.aborted) await pause(50 + Math.random() * 100)
    }
  })()
  return Object.defineProperties(
    {
      ...record,
      transport: transport.name,
      async stop() {
        closing.abort()
        await done
      },
    },
    {
      position: { get: () => record.position },
      connections: { get: () => connections },
    },
  ) as unknown as Listener
}

/** An answer that no reconnecting cures: the test's fault or the server's. */
export class RefusedError extends Error {
  override name = 'RefusedError'
}
