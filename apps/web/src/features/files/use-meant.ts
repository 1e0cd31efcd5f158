import { ref, shallowRef, watch } from 'vue'

/** What changes a PRODUCTION server is asked about once, and then meant until the page is left or it is locked again. */
export function useMeant(serverId: () => string, isProduction: () => boolean) {
  const meant = ref(false)
  /** What waits for the answer. */
  const asking = shallowRef<(() => void) | null>(null)
  watch(serverId, () => {
    meant.value = false
  })
  return {
    meant,
    asking,
    /** Goes on at once where nothing has to be asked. */
    change(goOn: () => void) {
      if (meant.value || !isProduction()) goOn()
      else asking.value = goOn
    },
    mean() {
      meant.value = true
      const goOn = asking.value
      asking.value = null
      goOn?.()
    },
  }
}
