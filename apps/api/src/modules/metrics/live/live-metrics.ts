import { createLatest, type Latest } from '../../../streams/latest.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { watchedInput } from '../metrics.input.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import { type Monitoring, type MonitorRow, monitoringOf } from '../reading/monitoring.ts'
import { createMetricWatches } from './metric-watches.ts'

/** How servers stand at a moment. Each frame replaces the one before. */
export interface MetricFrame {
  at: Date
  servers: Monitoring[]
}

/** Hints may be lost, and a server becomes STALE without any. */
const REREAD_MS = 3_000
/** Samples of many workers that come together are one frame. */
const GATHER_MS = 50
const FRAME_EVERY_MS = 500

interface Followed {
  ids: readonly string[]
  latest: Latest<MetricFrame>
  followers: number
  gathering: NodeJS.Timeout | null
}

/** The newest figures of servers that people look at: by hints of those who sample, and from the database. */
export function createLiveMetrics(
  ports: MetricsPorts,
  monitoring: (serverIds: readonly string[]) => Promise<Map<string, Monitoring>>,
) {
  const { bus, cursors, settings, isInForce } = ports
  const watches = createMetricWatches(ports)
  const newest = new Map<string, Monitoring>()
  const sets = new Map<string, Followed>()
  let ending: Promise<() => void> | null = null
  let rereading: NodeJS.Timeout | null = null

  const show = (set: Followed) => {
    set.gathering = null
    set.latest.set({ at: new Date(), servers: set.ids.flatMap((id) => newest.get(id) ?? []) })
  }
  const tell = (changed: ReadonlySet<string>) => {
    for (const set of sets.values()) {
      if (!set.gathering && set.ids.some((id) => changed.has(id))) {
        set.gathering = setTimeout(() => show(set), GATHER_MS).unref()
      }
    }
  }

  /** What is older than what is known already comes late, or twice. */
  function take(monitorings: Iterable<Monitoring>) {
    const changed = new Set<string>()
    for (const one of monitorings) {
      const known = newest.get(one.serverId)
      if (known && (one.sampledAt ?? 0) < (known.sampledAt ?? 0)) continue
      if (known && one.sampledAt === known.sampledAt && one.state === known.state && one.problem === known.problem)
        continue
      newest.set(one.serverId, one)
      changed.add(one.serverId)
    }
    if (changed.size > 0) tell(changed)
  }

  const followedIds = () => [...new Set([...sets.values()].flatMap(({ ids }) => ids))]
  const reread = async () => take((await monitoring(followedIds())).values())
  const receive = ({ servers }: { servers: readonly MonitorRow[] }) => {
    const followed = new Set(followedIds())
    const meant = servers.filter(({ serverId }) => followed.has(serverId))
    // One that was just sampled is not STALE, whatever this machine's clock says.
    const nowOf = ({ problem, sampledAt }: MonitorRow) => (problem === null && sampledAt) || Date.now()
    take(meant.map((row) => monitoringOf(row, nowOf(row), settings.seconds)))
  }

  async function open(ids: readonly string[]): Promise<Followed> {
    ending ??= bus.subscribe('metrics', receive)
    rereading ??= setInterval(() => void reread().catch(() => {}), REREAD_MS).unref()
    const key = ids.join()
    const known = sets.get(key)
    const set = known ?? { ids, latest: createLatest<MetricFrame>(), followers: 0, gathering: null }
    sets.set(key, set)
    set.followers += 1
    if (set.latest.value) return set
    try {
      take((await monitoring(ids)).values())
    } catch (error) {
      close(set)
      throw error
    }
    if (set.gathering) clearTimeout(set.gathering)
    show(set)
    return set
  }

  function close(set: Followed) {
    set.followers -= 1
    if (set.followers > 0) return
    if (set.gathering) clearTimeout(set.gathering)
    sets.delete(set.ids.join())
    const followed = new Set(followedIds())
    for (const id of newest.keys()) if (!followed.has(id)) newest.delete(id)
    if (sets.size > 0 || !rereading) return
    clearInterval(rereading)
    rereading = null
    ending?.then((end) => end()).catch(() => {})
    ending = null
  }

  return {
    stopMetricWatches: () => watches.stop(),

    /**
     * The newest figures of servers: at once, then at most twice a second; meanwhile they are sampled every second, as far as
     * there are not too many. Servers that are gone are left out. @throws CallerError FORBIDDEN, BAD_USER_INPUT
     */
    async followMetrics(
      viewer: Viewer,
      serverIds: readonly string[],
      signal: AbortSignal,
    ): Promise<AsyncIterableIterator<MetricFrame>> {
      guardMetrics(viewer, 'serverMetrics')
      const ids = parseInput(watchedInput, serverIds, 'serverIds')
      const set = await open(ids)
      const leave = watches.hold(set.latest.value?.servers.map(({ serverId }) => serverId) ?? [])
      return cursors.followLatest(set.latest, {
        signal,
        scope: 'everybody',
        everyMs: FRAME_EVERY_MS,
        onEnd() {
          leave()
          close(set)
        },
        access: { userId: viewer.userId, stillAllowed: () => isInForce(viewer) },
      })
    },
  }
}
