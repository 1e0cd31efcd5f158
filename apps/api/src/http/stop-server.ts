import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** Sockets spread their return over at most this long: longer would only delay the restart. */
const MAX_SPREAD_MS = 5_000

export async function stopServer(
  server: Server,
  { graceMs, drainSockets }: { graceMs: number; drainSockets(spreadMs: number): Promise<void> },
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const finish = async () => {
    await drainSockets(Math.min(graceMs / 2, MAX_SPREAD_MS))
    server.closeIdleConnections()
    await closed
  }
  const finished = finish()
  await Promise.race([finished, pause(graceMs, undefined, { ref: false })])
  // What has not ended by now (a peer that answers no close, a request without an end) is cut.
  server.closeAllConnections()
}
