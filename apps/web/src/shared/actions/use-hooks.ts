import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { graphql } from '../../graphql/tada.ts'
import { useViewer } from '../../graphql/viewer.ts'

const hookChoices = graphql(`query HookChoices { notificationHooks { id name enabled } }`)

/** The notification hooks, where the viewer may know them; else none, and `known` is false. */
export function useHooks() {
  const { may } = useViewer()
  const known = computed(() => may('OPERATOR'))
  const { data } = useQuery({ query: hookChoices, variables: {}, pause: computed(() => !known.value) })
  const hooks = computed(() => data.value?.notificationHooks ?? [])
  return { hooks, known }
}
