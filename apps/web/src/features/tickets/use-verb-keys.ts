import { onBeforeUnmount, onMounted } from 'vue'
import { isTyping } from '../../shared/is-typing.ts'

/** How long `g` waits for the letter of a place, as everywhere on the page. */
const goFor = 1200

/** Hears single keys on a page; not while somebody types, not in a box, and not the letter after `g`, which leads elsewhere. */
export function useKeys(onKey: (key: string) => boolean) {
  let goUntil = 0
  function hear(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector('dialog[open]')) return
    if (event.key === 'g') {
      goUntil = Date.now() + goFor
      return
    }
    if (Date.now() < goUntil) {
      goUntil = 0
      return
    }
    if (onKey(event.key.toLowerCase())) event.preventDefault()
  }
  onMounted(() => addEventListener('keydown', hear))
  onBeforeUnmount(() => removeEventListener('keydown', hear))
}
