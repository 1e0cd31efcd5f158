import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRefreshOn } from '../../graphql/activity.ts'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import type { ChartBoard } from '../../shared/chart/chart-board.ts'
import type { Span } from '../../shared/chart/picture.ts'
import { createPointRing } from '../../shared/chart/point-ring.ts'
import {
  type ReleaseMark,
  type ServerSample,
  serverMetricsQuery,
  serverReleasesQuery,
} from '../../shared/servers/metric-operations.ts'
import { isLive, type Range, ranges } from '../../shared/servers/metric-range.ts'
import { toMarks } from '../../shared/servers/release-marks.ts'
import { toPoint, toPoints } from '../../shared/servers/to-points.ts'
import { useServerSamples } from '../../shared/servers/use-server-samples.ts'
import { useLookAgain } from '../../shared/use-look-again.ts'
import { groupCharts, type Series } from './server-charts.ts'

/** How often charts of long times are asked for again, ms. */
const askAgainMs = 60_000

/** The charts of a server: what is known of the time that is looked at, and what streams in. */
export function useServerCharts(
  { serverId, range, intervalSeconds }: { serverId: () => string; range: () => Range; intervalSeconds: () => number },
  board: ChartBoard,
) {
  const { client } = useClientHandle()
  /** The server's clock minus this machine's, s. */
  let ahead = 0
  const now = () => Date.now() / 1000 + ahead
  const end = ref(now())
  const series = shallowRef(new Map<string, Series>())
  const releases = shallowRef<readonly ReleaseMark[]>([])
  const sample = shallowRef<ServerSample | null>(null)
  const isLoaded = ref(false)
  const failure = shallowRef<Failure | null>(null)
  let asked = 0

  const span = computed<Span>(() => board.zoom.value ?? { from: end.value - ranges[range()], to: end.value })
  const follows = computed(() => isLive(range()) && board.zoom.value === null)

  /** Reads the time that is looked at; what streamed in meanwhile stays. `afresh`: another time is looked at. */
  async function read(afresh = false) {
    asked += 1
    const mine = asked
    if (!board.isPaused.value && board.zoom.value === null) end.value = now()
    const { from, to } = span.value
    const stretch = {
      serverId: serverId(),
      from: new Date(from * 1000).toISOString(),
      to: new Date(to * 1000).toISOString(),
    }
    const [measured, shipped] = await Promise.all([
      client.query(serverMetricsQuery, stretch, { requestPolicy: 'network-only' }).toPromise(),
      client.query(serverReleasesQuery, stretch, { requestPolicy: 'network-only' }).toPromise(),
    ])
    if (mine !== asked) return
    failure.value = measured.error ? toFailure(measured.error) : null
    if (!measured.data) return
    const known = afresh ? new Map<string, Series>() : new Map(series.value)
    for (const each of measured.data.serverMetrics) {
      const own = known.get(each.key) ?? { unit: each.unit, limit: each.limit, ring: createPointRing() }
      own.ring.fill(toPoints(each))
      known.set(each.key, own)
    }
    series.value = known
    releases.value = shipped.data?.serverReleases ?? releases.value
    isLoaded.value = true
  }

  function take(samples: readonly ServerSample[], at: number) {
    const own = samples.find((each) => each.serverId === serverId())
    if (!own) return
    ahead = at - Date.now() / 1000
    sample.value = own
    const { at: measuredAt } = own
    if (!follows.value || !isLoaded.value || !measuredAt) return
    for (const { key, unit, value } of own.values) {
      const known = series.value.get(key)
      const ring = known?.ring ?? createPointRing()
      ring.add(toPoint(value, measuredAt, intervalSeconds()))
      if (!board.isPaused.value) ring.trim(span.value.from - 60)
      if (!known) series.value.set(key, { unit, limit: unit === 'PERCENT' ? 100 : null, ring })
    }
    series.value = new Map(series.value)
    if (!board.isPaused.value) end.value = Math.max(end.value, now())
  }

  const { heardAt } = useServerSamples(() => [serverId()], { onSamples: take, onReturn: () => read() })

  watch([serverId, range, board.zoom], () => read(true), { immediate: true })
  watch(board.isPaused, (isPaused) => !isPaused && read())
  useRefreshOn(
    (event) => event.releaseId !== null,
    () => read(),
  )
  useLookAgain(() => !follows.value && !board.isPaused.value && board.zoom.value === null && read(), askAgainMs)
  // Without values the time goes on as well, and the gap grows.
  const ticking = setInterval(() => {
    if (follows.value && !board.isPaused.value && !document.hidden) end.value = Math.max(end.value, now())
  }, 1000)
  onScopeDispose(() => clearInterval(ticking))

  return {
    span,
    sample,
    isLoaded,
    failure,
    heardAt,
    follows,
    charts: computed(() => groupCharts(series.value)),
    marks: computed(() => toMarks(releases.value, end.value)),
  }
}
