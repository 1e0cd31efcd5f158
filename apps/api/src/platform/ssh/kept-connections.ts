import { onAbort } from './abort.ts'
import type { SignedIn } from './ssh-shell.ts'

export interface Kept extends SignedIn {
  serverId: string
  /** What it was made with: see `factsOf`. */
  facts: string
  signedInAt: number
}

export interface KeepLimits {
  /** How long a connection that nobody uses stays open. */
  idleMs: number
  /** How old one may get, however often it is used: what a server's own administrator took away ends with it. */
  ageMs: number
  /** How many stay open at once; the one that lay longest goes first. */
  most: number
}

/** Open connections that nobody uses, one per server at most. */
export function keptConnections(limits: KeepLimits) {
  const kept = new Map<string, { one: Kept; forget: () => void }>()

  function remove(serverId: string): Kept | null {
    const found = kept.get(serverId)
    kept.delete(serverId)
    found?.forget()
    return found?.one ?? null
  }
  const drop = async (serverId: string): Promise<void> => remove(serverId)?.connection.close()

  return {
    drop,

    /** What is kept, without taking it. */
    facts: (): [serverId: string, facts: string][] => [...kept].map(([serverId, { one }]) => [serverId, one.facts]),

    put(one: Kept): void {
      void drop(one.serverId)
      const rest = Math.min(limits.idleMs, one.signedInAt + limits.ageMs - performance.now())
      const timer = setTimeout(() => void drop(one.serverId), rest).unref()
      // One that dies lets go of its memory at once.
      const stopListening = onAbort(one.path.lost, () => void drop(one.serverId))
      const forget = () => {
        clearTimeout(timer)
        stopListening()
      }
      kept.set(one.serverId, { one, forget })
      const [oldest] = kept.keys()
      if (kept.size > limits.most && oldest !== undefined) void drop(oldest)
    },

    /** Hands out the server's connection if it was made with these facts; any other of it is closed. */
    take(serverId: string, facts: string): Kept | null {
      const one = remove(serverId)
      if (one === null || (one.facts === facts && one.connection.alive)) return one
      void one.connection.close()
      return null
    },
  }
}

export type KeptConnections = ReturnType<typeof keptConnections>
