import { useClientHandle } from '@urql/vue'
import { computed, shallowRef, watch } from 'vue'
import type { Line, Mark, Span } from '../../../shared/chart/picture.ts'
import { serverMetricsQuery } from '../../../shared/servers/metric-operations.ts'
import { metricName } from '../../../shared/servers/metric-words.ts'
import { toPoints } from '../../../shared/servers/to-points.ts'
import { isFinished, releaseState } from '../../../shared/theme/states.ts'
import { useLookAgain } from '../../../shared/use-look-again.ts'
import { useRealNow } from '../../../shared/use-now.ts'
import type { Release } from '../operations.ts'

/** So much is shown before the release began and after it ended, in s: a quarter of an hour, or as long as it took. */
const least = 900
const keys = ['cpu', 'memory']

interface Shown {
  /** The release as it is shown: at a moment of its replay, or as it is. */
  shown(): Release
  /** What became of it. */
  whole(): Release
  /** The moment that is shown, in ms; null: now. */
  moment(): number | null
  servers(): readonly { id: string }[]
}

/** What the servers of a release did before it, while it ran, and after it. */
export function useEffect({ shown, whole, moment, servers }: Shown) {
  const { client } = useClientHandle()
  const now = useRealNow()
  const mark = computed<Mark | null>(() => {
    const { id, number, kind, status, startedAt, finishedAt } = shown()
    if (!startedAt) return null
    const to = finishedAt ? Date.parse(finishedAt) / 1000 : (moment() ?? now.value) / 1000
    const common = {
      label: `#${number}`,
      status: releaseState[status],
      isBack: kind === 'ROLLBACK',
      isOpen: !isFinished(status),
    }
    return { id, from: Date.parse(startedAt) / 1000, to, ...common }
  })
  const span = computed<Span | null>(() => {
    const { startedAt, finishedAt } = whole()
    if (!startedAt) return null
    const [from, to] = [Date.parse(startedAt) / 1000, finishedAt ? Date.parse(finishedAt) / 1000 : now.value / 1000]
    const room = Math.max(least, to - from)
    return { from: from - room, to: to + room }
  })
  const known = shallowRef(new Map<string, Line[]>())

  async function read() {
    const stretch = span.value
    if (!stretch) return
    const [from, to] = [stretch.from, stretch.to].map((at) => new Date(at * 1000).toISOString()) as [string, string]
    const wanted = servers()
    const answers = await Promise.all(
      wanted.map(({ id }) =>
        client
          .query(serverMetricsQuery, { serverId: id, from, to, keys }, { requestPolicy: 'network-only' })
          .toPromise(),
      ),
    )
    known.value = new Map(
      wanted.map(({ id }, index) => {
        const series = answers[index]?.data?.serverMetrics ?? []
        return [id, series.map((each) => ({ key: each.key, label: metricName(each.key), points: toPoints(each) }))]
      }),
    )
  }

  watch(
    () =>
      [
        whole().id,
        whole().status,
        servers()
          .map(({ id }) => id)
          .join(),
      ].join(),
    read,
    { immediate: true },
  )
  useLookAgain(() => span.value && span.value.to > Date.now() / 1000 && read(), 15_000)
  return { mark, span, linesOf: (id: string): readonly Line[] => known.value.get(id) ?? [] }
}
