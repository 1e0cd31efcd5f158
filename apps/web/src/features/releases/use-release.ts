import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { askUntilAnswered } from '../../graphql/patience.ts'
import { type Stream, useStreams } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../../shared/frame-batch.ts'
import { type Release, type ReleaseEvent, releaseEvents, releaseQuery } from './operations.ts'
import { applyEvents, type ReleaseState, toState } from './release-state.ts'

/** A release as it is now: read once whole, then moved by its events; read again for what events do not carry. */
export function useRelease(id: () => string) {
  const { client } = useClientHandle()
  const follow = useStreams()
  const release = shallowRef<Release | null>(null)
  const state = shallowRef<ReleaseState | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const missing = ref(false)
  let stream: Stream | undefined
  let asked = 0
  /** The whole is being read: what would only be refreshed comes with it, and must not overtake it. */
  let loading = false

  /** What is already shown is read until the server answers; null when something newer was asked for. */
  async function read(mine: number) {
    const ask = () => client.query(releaseQuery, { id: id() }, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, release.value && (() => mine === asked))
    return mine === asked ? answer : null
  }

  const take = createFrameBatch<ReleaseEvent>((events) => {
    if (!state.value) return
    const known = new Set(state.value.steps.map(({ key }) => key))
    // The way back is added to the plan when it begins.
    if (events.some(({ stepKey }) => stepKey !== null && !known.has(stepKey))) return void load()
    state.value = applyEvents(state.value, events)
    if (events.some((event) => event.kind === 'release')) void refresh()
  })

  /** What events do not carry: rights, place in the queue, the reason of a failure. */
  async function refresh() {
    if (loading) return
    const mine = ++asked
    const answer = await read(mine)
    if (answer?.data?.release) release.value = answer.data.release
  }

  async function load() {
    stream?.stop()
    loading = true
    const mine = ++asked
    const answer = await read(mine)
    if (!answer) return
    const { data, error } = answer
    loading = false
    failure.value = error ? toFailure(error) : null
    missing.value = !error && !data?.release
    if (!data?.release) return
    release.value = data.release
    state.value = toState(data.release)
    stream = follow(
      releaseEvents,
      { releaseId: id(), after: data.release.headSeq },
      {
        pick: (result) => result.releaseEvents,
        isHeartbeat: (event) => event.kind === 'heartbeat',
        onEvent: take,
        onLost: load,
      },
    )
  }

  watch(
    id,
    () => {
      release.value = null
      state.value = null
      void load()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    asked += 1
  })
  const view = computed(() => (release.value && state.value ? { ...release.value, ...state.value } : null))
  return { release: view, failure, missing, refresh, load }
}
