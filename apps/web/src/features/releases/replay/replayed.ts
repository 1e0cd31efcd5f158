import { computed, type InjectionKey, inject, provide } from 'vue'
import type { Release } from '../operations.ts'
import type { Replay } from './use-replay.ts'

/** Behind what is shown of a release: what became of it, and the moment that is shown (ms; null: the end, or it still runs). */
interface Replayed {
  readonly whole: Release | null
  readonly moment: number | null
}

const key: InjectionKey<() => Replayed> = Symbol('replayed release')

export const provideReplayed = (whole: () => Release | null, replay: Replay) =>
  provide(key, () => ({ whole: whole(), moment: replay.moment }))

/** Of the release that is shown; outside a replay that one itself. */
export function useReplayed(shown: () => Release) {
  const replayed = inject(key, null)
  return {
    whole: computed(() => replayed?.().whole ?? shown()),
    moment: computed(() => replayed?.().moment ?? null),
  }
}
