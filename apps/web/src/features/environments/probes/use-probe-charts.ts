import { useClientHandle, useQuery } from '@urql/vue'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRefreshOn } from '../../../graphql/activity.ts'
import { type Failure, toFailure } from '../../../graphql/failure.ts'
import type { ChartBoard } from '../../../shared/chart/chart-board.ts'
import type { Span } from '../../../shared/chart/picture.ts'
import { noPoints, type Points } from '../../../shared/chart/points.ts'
import { type Range, ranges } from '../../../shared/servers/metric-range.ts'
import { toMarks } from '../../../shared/servers/release-marks.ts'
import { toPoints } from '../../../shared/servers/to-points.ts'
import { useLookAgain } from '../../../shared/use-look-again.ts'
import { type Probe, type ProbedRelease, probeMetricsQuery, probesQuery } from './probe-operations.ts'
import { useProbeSamples } from './use-probe-samples.ts'

/** How often the axis of time moves where nothing is heard, ms. */
const moveMs = 5_000

const began = <R extends ProbedRelease>(release: R): release is R & { startedAt: string } => release.startedAt !== null

/** The probes of an environment with their values over the time that is looked at. */
export function useProbeCharts(
  { environmentId, range }: { environmentId: () => string; range: () => Range },
  board: ChartBoard,
) {
  const { client } = useClientHandle()
  const { data, error, executeQuery } = useQuery({
    query: probesQuery,
    variables: computed(() => ({ id: environmentId() })),
    requestPolicy: 'cache-and-network',
  })
  const end = ref(Date.now() / 1000)
  /** `isOf`: of which time and of which newest value; as long as that stays, there is nothing to read. */
  const points = shallowRef(new Map<string, { of: Points; limit: number | null; isOf: string }>())
  const failure = shallowRef<Failure | null>(null)
  const span = computed<Span>(() => board.zoom.value ?? { from: end.value - ranges[range()], to: end.value })
  const stored = computed<readonly Probe[]>(() => data.value?.environment?.probes ?? [])
  const isMoving = () => stored.value.length > 0 && !board.isPaused.value && board.zoom.value === null
  const samples = useProbeSamples(environmentId, isMoving)
  /** As they are set, with what was heard last. */
  const probes = computed(() => stored.value.map((probe): Probe => ({ ...probe, ...samples.value.get(probe.id) })))
  let asked = 0
  let reading = 0
  let isBehind = false

  async function read() {
    reading += 1
    await readDue().finally(() => {
      reading -= 1
    })
    if (reading > 0 || !isBehind) return
    isBehind = false
    await read()
  }

  /** What is told while values are read is read after them: one reading that began anew with each frame might never end. */
  const readNew = () => {
    if (reading === 0) return read()
    isBehind = true
  }

  async function readDue() {
    asked += 1
    const mine = asked
    if (board.zoom.value === null) end.value = Date.now() / 1000
    const [from, to] = [span.value.from, span.value.to].map((time) => new Date(time * 1000).toISOString())
    if (!from || !to) return
    const where = board.zoom.value ? `${from} ${to}` : range()
    const all = probes.value.map((probe) => ({ probe, isOf: `${where} ${probe.sampledAt} ${probe.limit}` }))
    const due = all.filter(({ probe, isOf }) => points.value.get(probe.id)?.isOf !== isOf)
    const answers = await Promise.all(
      due.map(({ probe }) =>
        client.query(probeMetricsQuery, { probeId: probe.id, from, to }, { requestPolicy: 'network-only' }).toPromise(),
      ),
    )
    if (mine !== asked) return
    const failed = answers.find((answer) => answer.error)?.error
    failure.value = failed ? toFailure(failed) : null
    const found = new Map(due.map(({ probe }, index) => [probe.id, answers[index]?.data?.probeMetrics]))
    points.value = new Map(
      all.flatMap(({ probe: { id }, isOf }) => {
        const series = found.get(id)
        const kept = points.value.get(id)
        if (series) return [[id, { of: toPoints(series), limit: series.limit, isOf }]]
        return kept ? [[id, kept]] : []
      }),
    )
  }

  const reload = () => executeQuery({ requestPolicy: 'network-only' })
  watch([range, board.zoom], read, { immediate: true })
  watch(probes, readNew)
  useRefreshOn(({ kind, releaseId }) => kind.startsWith('probe.') || releaseId !== null, reload)
  useLookAgain(() => {
    if (isMoving()) end.value = Date.now() / 1000
  }, moveMs)

  return {
    span,
    probes,
    reload,
    /** Nothing is sampled here at all. */
    isOff: computed(
      () => data.value?.environment?.servers.some(({ monitoring }) => monitoring.intervalSeconds === 0) ?? false,
    ),
    isLoaded: computed(() => data.value !== undefined),
    failure: computed(() => (error.value && !data.value ? toFailure(error.value) : failure.value)),
    linesOf: ({ id, name }: Probe) => [{ key: id, label: name, points: points.value.get(id)?.of ?? noPoints() }],
    limitOf: ({ id }: Probe) => points.value.get(id)?.limit ?? null,
    marks: computed(() =>
      toMarks(
        (data.value?.releases.nodes ?? [])
          .filter(began)
          .map(({ kind, startedAt, finishedAt, ...release }) => ({ kind, startedAt, finishedAt, release })),
        end.value,
      ).filter(({ from, to }) => to >= span.value.from && from <= span.value.to),
    ),
  }
}
