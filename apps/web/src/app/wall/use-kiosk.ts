import { onBeforeUnmount, onMounted } from 'vue'
import { useWakeLock } from '../../shared/use-wake-lock.ts'

/** A page that has stood for a day begins anew, so that whatever grew in it is gone. */
const RENEW_AFTER_MS = 24 * 3_600_000
const LOOK_EVERY_MS = 5 * 60_000

const versionNow = async (): Promise<string | null> => {
  try {
    const response = await fetch('/config.json', { cache: 'no-store' })
    return response.ok ? ((await response.json()) as { version: string }).version : null
  } catch {
    return null
  }
}

/**
 * For a page that nobody touches for weeks: keeps the screen awake, and loads itself anew once a day and after an upgrade. Only
 * while the server answers, and while `quiet`: nobody shall look at an error of the browser, or miss a release.
 */
export function useKiosk(quiet: () => boolean) {
  useWakeLock()
  const since = Date.now()
  let version: string | null = null
  let looking: ReturnType<typeof setInterval> | undefined

  async function look(anyhow = false) {
    const served = await versionNow()
    if (served === null) return
    version ??= served
    const due = anyhow || served !== version || Date.now() - since > RENEW_AFTER_MS
    if (due && (anyhow || quiet())) location.reload()
  }
  /** A part of the page is not there any more: the server has been upgraded since the page was loaded. */
  const onMissingPart = () => void look(true)

  onMounted(() => {
    void look()
    looking = setInterval(() => void look(), LOOK_EVERY_MS)
    addEventListener('vite:preloadError', onMissingPart)
  })
  onBeforeUnmount(() => {
    clearInterval(looking)
    removeEventListener('vite:preloadError', onMissingPart)
  })
}
