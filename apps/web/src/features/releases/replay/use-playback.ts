import { onScopeDispose, type Ref, ref } from 'vue'
import type { Timeline } from './timeline.ts'

export const speeds = [1, 4, 16, 60] as const
export type Speed = (typeof speeds)[number]

/** Where in a timeline somebody is, and how time goes on from there. */
export function usePlayback(timeline: Readonly<Ref<Timeline | null>>) {
  /** The last event that has happened; null at the end, which is the release as it is. */
  const seq = ref<number | null>(null)
  /** In ms since the start. */
  const clock = ref(0)
  const playing = ref(false)
  const speed = ref<Speed>(4)
  let frame = 0
  let before = 0

  function go(wanted: number) {
    const film = timeline.value
    if (!film) return
    seq.value = wanted >= film.last ? null : Math.max(0, wanted)
    clock.value = film.msOf(wanted)
    if (seq.value === null) stop()
  }

  function advance(now: number) {
    const film = timeline.value
    if (!playing.value || !film) return
    clock.value += Math.min(250, now - before) * speed.value
    before = now
    const reached = film.seqAt(clock.value)
    if (reached >= film.last) return go(reached)
    seq.value = reached
    frame = requestAnimationFrame(advance)
  }

  function stop() {
    playing.value = false
    cancelAnimationFrame(frame)
  }

  function toggle() {
    if (playing.value) return stop()
    if (!timeline.value) return
    if (seq.value === null) go(0)
    playing.value = true
    before = performance.now()
    frame = requestAnimationFrame(advance)
  }

  onScopeDispose(stop)
  return { seq, clock, playing, speed, go, stop, toggle }
}
