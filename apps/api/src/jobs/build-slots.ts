import { HandedOver, LeaseLost } from '../engine/errors.ts'
import type { BuildTurns } from '../engine/ports.ts'
import { createBell } from '../engine/run/bell.ts'
import { lineOf } from '../modules/builds/build-line.ts'
import type { BuildTurnStore, Holder, StoredTurn } from '../modules/builds/build-turns.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { waitForTurn } from './wait-for-turn.ts'

export interface BuildSlots {
  /** The slots as a release's attempt sees them. */
  of(claim: Holder): BuildTurns
  start(): Promise<void>
  /** When no release runs here any more. */
  stop(): Promise<void>
}

/** One worker's part in sharing the slots: one look for all releases here that wait or are ready. */
export function createBuildSlots(parts: {
  store: BuildTurnStore
  bus: Bus
  /** How many releases build at once, over all workers. Where they differ, who looks decides. */
  slots: number
  /** A lost hint costs at most this, in ms. */
  pollMs?: number
  report(error: unknown, what: string): void
}): BuildSlots {
  const { store, bus, slots, pollMs = 2000, report } = parts
  const bell = createBell()
  const waiting = new Set<Holder>()
  const entering = new Map<Holder, string>()
  const left = new Set<Holder>()
  let line = lineOf<StoredTurn>([])
  let looking = Promise.resolve()
  let next: Promise<void> | null = null
  let poll: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined

  async function lookNow(): Promise<void> {
    const news = { entering: new Map(entering), left: [...left] }
    if (news.left.length === 0 && waiting.size === 0) return
    const { turns, granted } = await store.look(news, slots)
    for (const each of news.entering.keys()) entering.delete(each)
    for (const each of news.left) left.delete(each)
    line = lineOf(turns)
    bell.ring()
    const releaseIds = [...news.left, ...granted].map(({ releaseId }) => releaseId)
    if (releaseIds.length > 0) bus.publish('builds', { releaseIds })
  }

  /** Resolves after a look that began later than this call. One that fails is made up for by the next. */
  function look(): Promise<void> {
    next ??= looking = looking.then(() => {
      next = null
      return lookNow().catch((error: unknown) => report(error, 'Looking for build slots'))
    })
    return next
  }

  const leave = (holder: Holder) => {
    left.add(holder)
    return look()
  }

  return {
    of: (holder) => ({
      async adopt(cacheKey) {
        try {
          return await store.adopt(holder, cacheKey)
        } catch (error) {
          report(error, 'Looking for a build elsewhere')
          return false
        }
      },
      async take(cacheKey, options) {
        options.signal.throwIfAborted()
        entering.set(holder, cacheKey)
        waiting.add(holder)
        try {
          await look()
          const granted = await waitForTurn(holder.releaseId, { bell, line: () => line }, options)
          if (granted) return { free: () => leave(holder) }
          await leave(holder)
          return null
        } catch (error) {
          // Who only changes the worker keeps its place.
          if (!keepsPlace(options.signal)) await leave(holder)
          throw error
        } finally {
          waiting.delete(holder)
          entering.delete(holder)
        }
      },
    }),
    async start() {
      unsubscribe = await bus.subscribe('builds', () => void look())
      poll = setInterval(look, pollMs).unref()
    },
    async stop() {
      clearInterval(poll)
      unsubscribe?.()
      await looking
    },
  }
}

const keepsPlace = ({ reason }: AbortSignal) => reason instanceof HandedOver || reason instanceof LeaseLost
