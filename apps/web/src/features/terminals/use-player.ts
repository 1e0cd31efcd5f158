import { computed, onScopeDispose, ref, watch } from 'vue'
import { type Cast, countUntil, momentsOf } from '../../shared/terminal/cast.ts'
import type { Screen } from '../../shared/terminal/screen.ts'

export const speeds = [0.5, 1, 2, 4, 8]

/** Plays a recording on a screen; every moment of it can be gone to. */
export function usePlayer(cast: Cast, screen: Screen) {
  const playing = ref(false)
  const speed = ref(1)
  const skipIdle = ref(true)
  const moment = ref(0)
  const moments = computed(() => momentsOf(cast.events, skipIdle.value))
  const length = computed(() => moments.value.at(-1) ?? 0)
  let shown = 0
  let frame = 0
  let before = 0

  function show(until: number) {
    let output = ''
    const flush = () => {
      if (output) screen.show(output)
      output = ''
    }
    for (; shown < until; shown++) {
      const event = cast.events[shown]
      if (event?.code === 'o') output += event.data
      if (event?.code !== 'r') continue
      flush()
      const [columns = 80, rows = 24] = event.data.split('x').map(Number)
      screen.setSize({ columns, rows })
    }
    flush()
  }

  function goTo(next: number) {
    const until = countUntil(moments.value, next)
    if (until < shown) {
      screen.clear()
      screen.setSize(cast)
      shown = 0
    }
    show(until)
    moment.value = next
  }

  function step(now: number) {
    const next = Math.min(length.value, moment.value + ((now - before) / 1000) * speed.value)
    before = now
    goTo(next)
    if (next >= length.value) playing.value = false
    else frame = requestAnimationFrame(step)
  }

  watch(playing, (plays) => {
    cancelAnimationFrame(frame)
    if (!plays) return
    if (moment.value >= length.value) goTo(0)
    before = performance.now()
    frame = requestAnimationFrame(step)
  })
  // The same event, at its moment in the other time.
  watch(skipIdle, () => {
    moment.value = shown === 0 ? 0 : (moments.value[shown - 1] ?? 0)
  })
  onScopeDispose(() => cancelAnimationFrame(frame))

  return { playing, speed, skipIdle, moment, length, goTo }
}
