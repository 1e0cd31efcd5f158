import type { RemoteConnection, RemoteShell } from '../../engine/ports.ts'
import { within } from './abort.ts'
import { factsOf } from './address-facts.ts'
import { type KeepLimits, type Kept, keptConnections } from './kept-connections.ts'
import { lendConnection } from './lent-connection.ts'
import type { ServerAddress } from './server-address.ts'
import { defaultSshLimits } from './ssh-limits.ts'
import { openServer, type SshShellOptions } from './ssh-shell.ts'
import { isStillThere, type StillThereOptions } from './still-there.ts'

export interface WarmShellOptions extends SshShellOptions {
  keep: Pick<KeepLimits, 'idleMs'> & Partial<KeepLimits>
  resolve?: StillThereOptions['resolve']
}

export interface WarmShell extends RemoteShell {
  /** Servers or credentials may have changed: closes what was made with other facts. Never throws. */
  look(): Promise<void>
  /** Closes what is kept, and keeps nothing from now on. Never throws. */
  close(): Promise<void>
}

const HOUR_MS = 3_600_000
/** A server that does not answer the farewell holds up nobody. */
const FAREWELL_MS = 500

/**
 * RemoteShell over SSH that keeps a connection open for a while after its user closed it, and lends it to the next one who goes
 * to the same server with exactly the same facts, once it has answered. With `keep.idleMs` 0 each is made anew.
 */
export function createWarmShell(options: WarmShellOptions): WarmShell {
  const limits = { ...defaultSshLimits, ...options.limits }
  const kept = keptConnections({ ageMs: HOUR_MS, most: 200, ...options.keep })
  let keeps = options.keep.idleMs > 0
  let looks = 0

  const factsNow = async (serverId: string) => factsOf(await options.addressOf(serverId))

  async function warm(address: ServerAddress, facts: string, signal: AbortSignal | undefined): Promise<Kept | null> {
    const one = kept.take(address.id, facts)
    if (one === null) return null
    const { resolve } = options
    if (await isStillThere(one.path, address, { timeoutMs: limits.stillThereMs, signal, resolve })) return one
    void one.connection.close()
    return null
  }

  function lend(one: Kept, seen: number): RemoteConnection {
    return lendConnection(one.connection, async (fit) => {
      // What has changed since its address was read may be what it was made with.
      if (fit && keeps && seen === looks) kept.put(one)
      else await one.connection.close()
    })
  }

  return {
    async connect(serverId, { signal }) {
      const seen = looks
      const address = await options.addressOf(serverId).catch(async (error: unknown) => {
        void kept.drop(serverId)
        throw error
      })
      const facts = factsOf(address)
      const one = (await warm(address, facts, signal)) ?? {
        ...(await openServer(address, options, signal)),
        ...{ serverId, facts, signedInAt: performance.now() },
      }
      return lend(one, seen)
    },

    async look() {
      looks += 1
      // One after the other: nobody waits for it, and others need the database too.
      for (const [serverId, facts] of kept.facts()) {
        if ((await factsNow(serverId).catch(() => null)) !== facts) void kept.drop(serverId)
      }
    },

    async close() {
      keeps = false
      await within(Promise.all(kept.facts().map(([serverId]) => kept.drop(serverId))), FAREWELL_MS, null)
    },
  }
}
