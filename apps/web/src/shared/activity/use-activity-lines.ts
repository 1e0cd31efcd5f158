import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type ActivityEvent, useActivity } from '../../graphql/activity.ts'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { activityLines } from './activity-documents.ts'
import { type ActivityWish, filterOf, isWanted } from './activity-filter.ts'

/** The lines somebody looks at, so many at once: back through all history, and live. What comes while `isReading` waits until it is let in. */
export function useActivityLines(wish: () => ActivityWish, isReading: () => boolean, size: number) {
  const { client } = useClientHandle()
  const feed = useActivity()
  const lines = shallowRef<ActivityEvent[]>([])
  const waiting = shallowRef<ActivityEvent[]>([])
  const end = ref<string | null>(null)
  const state = ref<'loading' | 'more' | 'all'>('loading')
  const failure = ref<Failure | null>(null)
  let asked = 0

  async function load(after: string | null) {
    const mine = ++asked
    state.value = 'loading'
    const variables = { first: size, after, filter: filterOf(wish()) }
    const { data, error } = await client.query(activityLines, variables, { requestPolicy: 'network-only' }).toPromise()
    if (mine !== asked) return
    failure.value = error && !data ? toFailure(error) : null
    const page = data?.activityLines
    const known = after === null ? [] : lines.value
    if (after === null) waiting.value = []
    lines.value = [...known, ...(page?.nodes ?? [])]
    end.value = page?.pageInfo.endCursor ?? null
    state.value = page?.pageInfo.hasNextPage ? 'more' : 'all'
    if (after === null && page) catchUp()
  }

  const newest = () => Math.max(0, lines.value[0]?.seq ?? 0, waiting.value[0]?.seq ?? 0)
  const letIn = () => {
    lines.value = [...waiting.value, ...lines.value]
    waiting.value = []
  }
  /** The feed and the lines are read apart, and either may know what the other does not. */
  function catchUp() {
    const known = newest()
    const fresh = feed.recent.filter((event) => event.seq > known && isWanted(event, wish()))
    waiting.value = [...fresh, ...waiting.value]
    if (!isReading()) letIn()
  }
  onScopeDispose(feed.listen(catchUp))
  watch(() => feed.recent[0]?.seq, catchUp)
  watch(
    () => JSON.stringify(wish()),
    () => load(null),
    { immediate: true },
  )

  return {
    lines,
    state,
    failure,
    waiting: computed(() => waiting.value.length),
    letIn,
    older: () => load(end.value),
    again: () => load(null),
  }
}
