import { computed, type Ref, ref, watch } from 'vue'
import { complete, completionAt } from './completion.ts'
import type { Suggestion } from './suggestions.ts'

interface Sources {
  people: (query: string) => readonly Suggestion[]
  commands: (typed: string) => readonly Suggestion[]
}

/** The popup above the text field: what it offers, and what the keys do while it is open. */
export function useCompletion(
  written: Ref<string>,
  caret: Ref<number>,
  sources: Sources,
  put: (text: string, caret: number) => void,
) {
  const chosen = ref(0)
  /** Esc closes it until something else is typed. */
  const dismissed = ref<string | null>(null)
  const at = computed(() => completionAt(written.value, caret.value))
  const suggestions = computed(() => {
    const place = at.value
    if (!place || dismissed.value === written.value) return []
    return place.kind === 'person' ? sources.people(place.query) : sources.commands(place.query)
  })
  const open = computed(() => suggestions.value.length > 0)
  watch(suggestions, () => {
    chosen.value = 0
  })

  function choose(index: number) {
    const suggestion = suggestions.value[index]
    if (!suggestion || !at.value) return
    const next = complete(written.value, at.value, suggestion.insert)
    put(next.text, next.caret)
  }

  /** True when the key was for the popup. */
  function onKey(event: KeyboardEvent): boolean {
    if (!open.value) return false
    const { length } = suggestions.value
    if (event.key === 'ArrowDown') chosen.value = (chosen.value + 1) % length
    else if (event.key === 'ArrowUp') chosen.value = (chosen.value + length - 1) % length
    else if (event.key === 'Tab' && !event.shiftKey) choose(chosen.value)
    else if (event.key === 'Enter' && !event.shiftKey) {
      // A command that is written out is run, not completed once more.
      if (written.value.trimEnd() === suggestions.value[chosen.value]?.insert.trimEnd()) return false
      choose(chosen.value)
    } else if (event.key === 'Escape') dismissed.value = written.value
    else return false
    event.preventDefault()
    return true
  }

  return { suggestions, chosen, open, choose, onKey }
}
