import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import { useViewer } from '../../graphql/viewer.ts'
import { createTextDrafts, type TextDraft } from './text-drafts.ts'
import type { useEditor } from './use-editor.ts'

/** Typing is written down once it rests, and when the page goes. */
const REST_MS = 400

/**
 * Keeps what is typed until it is saved, thrown away, or left on purpose; and offers what a page that crashed, or was loaded anew,
 * left behind. `place`: the file, or the folder of a new one with a slash behind it.
 */
export function useTextDraft(
  serverId: () => string,
  place: () => string,
  { typed, version, isDirty, denied }: Pick<ReturnType<typeof useEditor>, 'typed' | 'version' | 'isDirty' | 'denied'>,
) {
  const { viewer } = useViewer()
  const drafts = createTextDrafts(viewer.value?.id ?? '')
  const offered = shallowRef<TextDraft | null>(null)
  /** The place whose text is shown: between two of them nothing is written down. */
  let shown: string | null = null
  let resting: ReturnType<typeof setTimeout> | undefined

  /** What is offered stays as it is until somebody chose. */
  function keep() {
    clearTimeout(resting)
    if (offered.value || shown !== place() || !viewer.value) return
    if (!isDirty.value || denied.value) return drafts.drop(serverId(), shown)
    drafts.keep(serverId(), shown, { text: typed.value, version: version.value, at: Date.now() })
  }
  const onHidden = () => document.visibilityState === 'hidden' && keep()

  watch([typed, isDirty, denied], () => {
    clearTimeout(resting)
    resting = setTimeout(keep, REST_MS)
  })
  onMounted(() => {
    addEventListener('pagehide', keep)
    document.addEventListener('visibilitychange', onHidden)
  })
  onBeforeUnmount(() => {
    clearTimeout(resting)
    removeEventListener('pagehide', keep)
    document.removeEventListener('visibilitychange', onHidden)
  })

  return {
    offered,
    /** The text of the place is there. */
    look() {
      shown = place()
      const found = drafts.read(serverId(), shown)
      offered.value = found && found.text !== typed.value ? found : null
    },
    /** Upon what it was typed: if that is not what is there now, saving compares both. */
    restore() {
      if (!offered.value) return
      typed.value = offered.value.text
      version.value = offered.value.version
      offered.value = null
    },
    discard() {
      offered.value = null
      drafts.drop(serverId(), place())
      keep()
    },
    /** It was saved, or is left on purpose. */
    forget() {
      clearTimeout(resting)
      if (shown !== null && !offered.value) drafts.drop(serverId(), shown)
      shown = null
      offered.value = null
    },
  }
}
