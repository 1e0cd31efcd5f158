import { onMounted, onScopeDispose } from 'vue'

/** Keeps the screen from going dark while it is looked at, where the browser can. A lock ends with every change of tabs. */
export function useWakeLock() {
  let lock: WakeLockSentinel | null = null
  let over = false

  async function take() {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    try {
      const taken = await navigator.wakeLock.request('screen')
      if (over) await taken.release()
      else lock = taken
    } catch {
      // The battery is low, or the page may not: the screen is shown in any case.
    }
  }

  onMounted(() => {
    void take()
    document.addEventListener('visibilitychange', take)
  })
  onScopeDispose(() => {
    over = true
    document.removeEventListener('visibilitychange', take)
    void lock?.release().catch(() => {})
  })
}
