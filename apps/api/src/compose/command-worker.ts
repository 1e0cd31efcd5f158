import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Services } from '../compose.ts'
import type { Clock, RemoteShell } from '../engine/ports.ts'
import { type CommandWorker, createCommandWorker } from '../jobs/command-worker.ts'
import type { Bus } from '../platform/bus/bus.ts'

interface Parts {
  bus: Bus
  clock: Clock
  remote: RemoteShell
  report(error: unknown, what: string): void
}

/** The part of a worker that runs commands on servers. */
export async function assembleCommandWorker(
  { commands: { queue, mayGoOn }, database, log }: Services,
  parts: Parts,
): Promise<CommandWorker> {
  // The lock on its data directory proves that no other process lives: what still has a lease there was left behind.
  if (database.kind === 'embedded') await queue.freeAll()
  return createCommandWorker({ ...parts, owner: `${hostname()}:${process.pid}:${randomUUID()}`, queue, mayGoOn, log })
}
