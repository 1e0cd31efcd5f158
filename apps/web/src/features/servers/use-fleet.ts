import { useQuery } from '@urql/vue'
import { computed, ref, shallowReactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useRefreshOn } from '../../graphql/activity.ts'
import { toFailure } from '../../graphql/failure.ts'
import { type MonitoringState, monitoringSummary, type ServerSample } from '../../shared/servers/metric-operations.ts'
import { useServerSamples } from '../../shared/servers/use-server-samples.ts'
import { useDebounced } from '../../shared/use-debounced.ts'
import { useLookAgain } from '../../shared/use-look-again.ts'
import { usePages } from '../../shared/use-pages.ts'
import { type ServerOrder, serverLabelsQuery, serverList } from './operations.ts'

export const orders: readonly ServerOrder[] = ['NAME', 'CPU', 'MEMORY', 'LOAD', 'DISK']
const states: readonly MonitoringState[] = ['UP', 'STALE', 'DOWN', 'PAUSED', 'PENDING']
export const sizes = [20, 50, 100] as const

/** How often rows are put in order anew while nobody is at them, ms. */
const sortAgainMs = 30_000
const sizeKey = 'sendoff.fleet.size'

/** The fleet as the address asks for it, with live values on the rows that are shown. */
export function useFleet(isBusy: () => boolean) {
  const route = useRoute()
  const router = useRouter()
  const written = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  /** A filter that stands in the address, so that it can be linked to and survives the way back. */
  const inAddress = <Value extends string>(name: string, allowed: (value: string) => Value) =>
    computed<Value>({
      get: () => allowed(written(name)),
      set(value) {
        const { [name]: _old, ...rest } = route.query
        void router.replace({ query: value ? { ...rest, [name]: value } : rest })
      },
    })
  const search = ref(written('search'))
  const label = inAddress('label', (value) => value)
  const state = inAddress<MonitoringState | ''>('state', (value) => states.find((each) => each === value) ?? '')
  const order = inAddress<ServerOrder>('order', (value) => orders.find((each) => each === value) ?? 'NAME')
  const size = ref<number>(sizes.find((each) => String(each) === localStorage.getItem(sizeKey)) ?? sizes[0])
  const settledSearch = useDebounced(search)
  const pages = usePages(size, () => {
    const list = data.value?.servers
    return list
      ? { ...list.pageInfo, endCursor: list.pageInfo.endCursor, totalCount: list.totalCount, shown: list.nodes.length }
      : null
  })
  const { data, error, executeQuery } = useQuery({
    query: serverList,
    variables: computed(() => ({
      first: size.value,
      after: pages.after.value,
      search: settledSearch.value.trim() || null,
      label: label.value || null,
      orderBy: order.value,
      monitoring: state.value || null,
    })),
    requestPolicy: 'cache-and-network',
  })
  const summary = useQuery({ query: monitoringSummary, variables: {}, requestPolicy: 'cache-and-network' })
  const labels = useQuery({ query: serverLabelsQuery, variables: {}, requestPolicy: 'cache-and-network' })
  const count = () => summary.executeQuery({ requestPolicy: 'network-only' })
  const reload = () => {
    count()
    labels.executeQuery({ requestPolicy: 'network-only' })
    return executeQuery({ requestPolicy: 'network-only' })
  }
  watch([settledSearch, label, state, order, size], pages.restart)
  watch(data, pages.settle)
  watch(size, (chosen) => localStorage.setItem(sizeKey, String(chosen)))

  const servers = computed(() => data.value?.servers.nodes ?? [])
  const samples = shallowReactive(new Map<string, ServerSample>())
  const { heardAt } = useServerSamples(() => servers.value.map(({ id }) => id), {
    onSamples(fresh) {
      for (const sample of fresh) {
        const before = samples.get(sample.serverId)
        samples.set(sample.serverId, sample)
        if (before && before.state !== sample.state) count()
      }
    },
    onReturn: async () => reload(),
  })
  useRefreshOn(({ kind }) => /^(server|metric|alarm)/.test(kind), count)
  useLookAgain(() => !isBusy() && reload(), sortAgainMs)

  return {
    ...{ search, label, state, order, size, pages, servers, samples, heardAt, reload },
    failure: computed(() => (error.value && !data.value ? toFailure(error.value) : null)),
    isLoaded: computed(() => data.value !== undefined),
    list: computed(() => data.value?.servers ?? null),
    summary: computed(() => summary.data.value?.monitoringSummary ?? null),
    labels: computed(() => labels.data.value?.serverLabels ?? []),
    isFiltered: computed(() => Boolean(settledSearch.value.trim() || label.value || state.value)),
  }
}
