import { useQuery } from '@urql/vue'
import { computed, ref } from 'vue'
import { useDebounced } from '../../../shared/use-debounced.ts'
import { type StepMatches, searchLog } from './log-operations.ts'

/** The server looks through the whole log, also where the page has not loaded it. Shorter words it does not take. */
const shortest = 2

export function useLogSearch(releaseId: () => string) {
  const typed = ref('')
  const settled = useDebounced(typed, 400)
  const wanted = computed(() => settled.value.trim())
  const { data } = useQuery({
    query: searchLog,
    variables: computed(() => ({ id: releaseId(), text: wanted.value })),
    pause: computed(() => wanted.value.length < shortest),
    // A log that is still written has more the next time.
    requestPolicy: 'network-only',
  })
  const matches = computed<readonly StepMatches[]>(() =>
    typed.value.trim().length < shortest ? [] : (data.value?.searchLog ?? []),
  )
  return { typed, matches }
}
