import type { ServerState } from '../engine/commands/state.ts'
import type { Clock } from '../engine/ports.ts'
import type { LeftServer } from '../engine/tidy-up.ts'

/** So often it is asked whether a server was left; each one is tried again after 15 s, 30 s, … up to ten minutes. */
const EVERY_MS = 15_000
const LONGEST_WAIT_MS = 600_000

export interface TidyingPorts<T extends LeftServer & { releaseId: string }> {
  leftTargets(): Promise<T[]>
  noteFound(left: T, state: ServerState): Promise<void>
  /** @throws while the server is still away */
  tidyUp(left: T, signal: AbortSignal): Promise<ServerState | null>
  clock: Clock
  report(error: unknown, what: string): void
  everyMs?: number
}

/**
 * Comes back to servers that were away when their release ended, so that no lock, process or half-done file of it stays, and
 * nothing stays unknown. Any number of workers may do so at once: on the server the lock's token decides.
 */
export function createServerTidying<T extends LeftServer & { releaseId: string }>(ports: TidyingPorts<T>) {
  const { leftTargets, noteFound, tidyUp, clock, report, everyMs = EVERY_MS } = ports
  const tries = new Map<string, { count: number; dueAt: number }>()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking = Promise.resolve()

  async function visit(left: T): Promise<void> {
    const key = `${left.releaseId} ${left.serverId}`
    const count = (tries.get(key)?.count ?? 0) + 1
    tries.set(key, { count, dueAt: clock.now().getTime() + Math.min(everyMs * 2 ** (count - 1), LONGEST_WAIT_MS) })
    const state = await tidyUp(left, stopping.signal).catch(() => null)
    if (state === null) return
    await noteFound(left, state)
    tries.delete(key)
  }

  async function look(): Promise<void> {
    const now = clock.now().getTime()
    const isDue = (left: T) => (tries.get(`${left.releaseId} ${left.serverId}`)?.dueAt ?? 0) <= now
    const due = (await leftTargets()).filter(isDue)
    await Promise.all(due.slice(0, 16).map(visit))
  }

  const next = () => {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => report(error, 'Tidying up servers that were away'))
        .then(next)
    }, everyMs).unref()
  }

  return {
    start: next,
    async stop(): Promise<void> {
      stopping.abort()
      clearTimeout(timer)
      await looking
    },
  }
}
