import { computed, type Ref, ref, watch } from 'vue'
import { useNow } from '../use-now.ts'
import type { Tally } from './poll-card.ts'

/**
 * The time that is left until a poll closes, in ms, ticking by the server's clock: a tally tells its time, and from then on only
 * the distance counts. The tally that was quickest on its way knows best. Null: there is no deadline, or nothing is known yet.
 */
export function useCountdown(tally: Readonly<Ref<Pick<Tally, 'at' | 'closesAt'> | null>>) {
  const now = useNow()
  /** How far the server's clock is ahead of this machine's, in ms: never less than what any tally shows. */
  const ahead = ref(Number.NEGATIVE_INFINITY)
  watch(
    tally,
    (next) => {
      if (next) ahead.value = Math.max(ahead.value, Date.parse(next.at) - Date.now())
    },
    { immediate: true },
  )
  return computed(() => {
    const at = tally.value?.closesAt
    if (!at || !Number.isFinite(ahead.value)) return null
    return Math.max(0, Date.parse(at) - now.value - ahead.value)
  })
}

const two = (value: number) => String(value).padStart(2, '0')

/** `1:05:09`, `4:30` or `0:07`; a day and more in hours. */
export function countdownText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
