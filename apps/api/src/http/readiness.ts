import type { Bus } from '../platform/bus/bus.ts'
import type { Database } from '../platform/database/database.ts'

const TIMEOUT_MS = 2_000

/**
 * Ready while the database answers and the process is not stopping. A dead bus is told but is no reason to take the process
 * out of a proxy: everything goes on without hints, only up to a second later, and every other process lacks it as well.
 */
export async function readiness(parts: {
  database: Pick<Database, 'ping'>
  bus: Pick<Bus, 'ping'>
  stopping: boolean
}) {
  const told = (ping: Promise<void>) => ping.then(() => 'ok' as const).catch(() => 'unreachable' as const)
  const [database, bus] = await Promise.all([told(parts.database.ping(TIMEOUT_MS)), told(parts.bus.ping(TIMEOUT_MS))])
  const ready = database === 'ok' && !parts.stopping
  return json(ready ? 200 : 503, { ready, database, bus, stopping: parts.stopping })
}

export const json = (status: number, body: unknown) =>
  new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
