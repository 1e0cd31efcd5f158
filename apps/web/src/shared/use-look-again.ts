import { onScopeDispose } from 'vue'

/** Asks again every few seconds while somebody looks, for what no stream tells of. */
export function useLookAgain(look: () => unknown, everyMs = 3000): void {
  const looking = setInterval(() => document.visibilityState === 'visible' && look(), everyMs)
  onScopeDispose(() => clearInterval(looking))
}
