import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useRouter } from 'vue-router'
import { isTyping } from '../shared/is-typing.ts'

const places: Record<string, string> = {
  h: 'home',
  p: 'projects',
  r: 'releases',
  s: 'servers',
  c: 'chat',
  v: 'polls',
  t: 'tickets',
}

/** Ctrl-K, `?`, and `g` followed by a letter. */
export function useShortcuts() {
  const router = useRouter()
  const paletteOpen = ref(false)
  const listOpen = ref(false)
  let goUntil = 0

  function onKey(event: KeyboardEvent) {
    const { key } = event
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') {
      event.preventDefault()
      paletteOpen.value = !paletteOpen.value
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector('dialog[open]')) return
    if (key === '?') listOpen.value = true
    const place = places[key]
    if (place && Date.now() < goUntil) {
      goUntil = 0
      void router.push({ name: place })
    } else goUntil = key === 'g' ? Date.now() + 1200 : 0
  }

  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
  return { paletteOpen, listOpen }
}
