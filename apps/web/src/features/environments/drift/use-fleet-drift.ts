import { useClientHandle } from '@urql/vue'
import { onScopeDispose, shallowRef } from 'vue'
import { type Failure, toFailure } from '../../../graphql/failure.ts'
import { type DriftPlace, fleetDrift } from './drift-operations.ts'

/** All environments that have servers, however many pages they fill, by project and name. */
export function useFleetDrift() {
  const { client } = useClientHandle()
  const places = shallowRef<readonly DriftPlace[] | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let asked = 0

  async function reload() {
    const mine = ++asked
    const found: DriftPlace[] = []
    for (let after: string | null = null; ; ) {
      const { data, error } = await client.query(fleetDrift, { after }, { requestPolicy: 'network-only' }).toPromise()
      if (mine !== asked) return
      failure.value = error ? toFailure(error) : null
      if (!data) return
      found.push(...data.environments.nodes)
      after = data.environments.pageInfo.endCursor
      if (!data.environments.pageInfo.hasNextPage) break
    }
    places.value = found
      .filter((place) => place.drift.length > 0)
      .sort((a, b) => a.project.title.localeCompare(b.project.title) || a.name.localeCompare(b.name))
  }

  void reload()
  onScopeDispose(() => {
    asked += 1
  })
  return { places, failure, reload }
}
