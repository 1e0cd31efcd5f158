import { onScopeDispose, ref } from 'vue'

/** Whether the window is as a media query says, as it changes. */
export function useMediaQuery(query: string) {
  const list = matchMedia(query)
  const matches = ref(list.matches)
  const hear = () => {
    matches.value = list.matches
  }
  list.addEventListener('change', hear)
  onScopeDispose(() => list.removeEventListener('change', hear))
  return matches
}
