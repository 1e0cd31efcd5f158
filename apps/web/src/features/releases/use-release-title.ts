import { onScopeDispose, watch } from 'vue'
import { text } from '../../shared/i18n/i18n.ts'
import { titlePage } from '../../shared/page-title.ts'
import { theme } from '../../shared/theme/appearance.ts'
import { releaseState, stateColours } from '../../shared/theme/states.ts'
import type { Release } from './operations.ts'

const signs: Partial<Record<Release['status'], string>> = { RUNNING: '▶', CANCELLING: '◼', FAILED: '✗', SUCCEEDED: '✓' }

/** The rocket of the page with a dot in the state's colour. */
const icon = (colour: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2f5bea"/><path d="M9 21.5 16 8l7 13.5-7-3.6z" fill="#fff"/><circle cx="24.5" cy="24.5" r="7" fill="${colour}" stroke="#fff" stroke-width="2"/></svg>`,
  )}`

/** The tab tells how the release goes, also while another tab is looked at. */
export function useReleaseTitle(release: () => Release | null) {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  watch(
    () => {
      const shown = release()
      return shown && `${signs[shown.status] ?? ''} #${shown.number} ${text(`releaseOutcome.${shown.status}`)}`.trim()
    },
    (label) => {
      const shown = release()
      if (!shown || !label) return
      titlePage(`${label} · ${shown.environment.project.title}`)
      if (link) link.href = icon(stateColours[theme.value][releaseState[shown.status]].border)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    titlePage(null)
    if (link) link.href = '/icon.svg'
  })
}
