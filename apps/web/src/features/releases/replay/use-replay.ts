import { useClientHandle } from '@urql/vue'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../../graphql/failure.ts'
import { isFinished } from '../../../shared/theme/states.ts'
import { type Release, type ReleaseEvent, releaseHistory } from '../operations.ts'
import { blankState, createTimeline, type Timeline } from './timeline.ts'
import { useAddress } from './use-address.ts'
import { usePlayback } from './use-playback.ts'

/** A finished release, played again: its state at a moment that somebody chose. `?at=<seq>` leads to it. */
export function useReplay(release: () => Release | null) {
  const { client } = useClientHandle()
  const timeline = shallowRef<Timeline | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const loading = ref(false)
  const offered = computed(() => isFinished(release()?.status ?? 'QUEUED'))
  const playback = usePlayback(timeline)

  /** All events; null where they could not be read. */
  async function read(id: string): Promise<ReleaseEvent[] | null> {
    const events: ReleaseEvent[] = []
    for (;;) {
      const { data, error } = await client
        .query(releaseHistory, { id, after: events.length }, { requestPolicy: 'network-only' })
        .toPromise()
      if (error) failure.value = toFailure(error)
      if (!data) return null
      events.push(...data.releaseEvents.events)
      if (data.releaseEvents.events.length === 0 || events.length >= data.releaseEvents.headSeq) return events
    }
  }

  let reading: Promise<void> | null = null

  async function readOnce(id: string) {
    loading.value = true
    failure.value = null
    const events = await read(id)
    const shown = release()
    if (events && shown?.id === id) timeline.value = createTimeline(blankState(shown), events)
    loading.value = false
    reading = null
  }

  async function load() {
    const shown = release()
    if (!shown || timeline.value) return
    reading ??= readOnce(shown.id)
    await reading
  }

  /** Shows the release as it was after the event of this seq. */
  async function go(seq: number) {
    await load()
    playback.go(seq)
  }

  async function toggle() {
    await load()
    playback.toggle()
  }

  const shown = computed<Release | null>(() => {
    const whole = release()
    if (!whole || !timeline.value || playback.seq.value === null) return null
    return { ...whole, ...timeline.value.stateAt(playback.seq.value) }
  })
  watch(
    () => release()?.id,
    () => {
      playback.stop()
      timeline.value = null
    },
  )
  useAddress(playback, go, offered)

  const { seq, clock, playing, speed } = playback
  const moment = computed(() => (shown.value && timeline.value ? timeline.value.startMs + clock.value : null))
  return reactive({ offered, shown, moment, timeline, seq, clock, playing, speed, loading, failure, load, go, toggle })
}

export type Replay = ReturnType<typeof useReplay>
