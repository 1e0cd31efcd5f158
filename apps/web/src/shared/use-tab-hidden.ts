import { onScopeDispose, type Ref, ref } from 'vue'

/** Whether the tab is out of sight, where nobody looks at what moves. */
export function useTabHidden(): Readonly<Ref<boolean>> {
  const hidden = ref(document.hidden)
  const look = () => {
    hidden.value = document.hidden
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => document.removeEventListener('visibilitychange', look))
  return hidden
}
