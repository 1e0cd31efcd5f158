import { useQuery } from '@urql/vue'
import { computed, watch } from 'vue'
import { graphql } from '../../graphql/tada.ts'
import { useLookAgain } from '../../shared/use-look-again.ts'
import { isInBuildLine } from './eta.ts'
import type { Release } from './operations.ts'

const buildSlot = graphql(`
  query BuildSlot($id: ID!) {
    release(id: $id) { id buildExpectedAt }
  }
`)

/** When a release that waits in the line before the build slots is expected to go on, in ms; null: it does not wait, or nobody knows. */
export function useBuildSlot(release: () => Release) {
  const waits = computed(() => isInBuildLine(release()))
  const pause = computed(() => !waits.value)
  const variables = computed(() => ({ id: release().id }))
  const { data, executeQuery } = useQuery({ query: buildSlot, variables, pause, requestPolicy: 'network-only' })
  const look = () => waits.value && executeQuery({ requestPolicy: 'network-only' })
  // What is built before it may take longer than usual, or be cancelled: nothing tells of that here.
  useLookAgain(look)
  const place = computed(() => release().steps.find(({ kind }) => kind === 'BUILD')?.message)
  watch(place, look)
  return computed(() => {
    const at = data.value?.release?.buildExpectedAt
    return waits.value && at ? Date.parse(at) : null
  })
}
