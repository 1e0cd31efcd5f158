import { type OperationResult, useClientHandle } from '@urql/vue'
import { shallowRef } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import type { ResultOf } from '../../graphql/tada.ts'
import { type PickServer, serversToRunOn } from './operations.ts'

/** More servers than this nobody picks from by hand. */
const mostPages = 20

/** The whole fleet, page by page, by name. */
export function useServersToRunOn() {
  const { client } = useClientHandle()
  const servers = shallowRef<readonly PickServer[]>([])
  const loaded = shallowRef(false)
  const failure = shallowRef<Failure | null>(null)

  async function load() {
    let after: string | null = null
    const found: PickServer[] = []
    for (let page = 0; page < mostPages; page++) {
      const answer: OperationResult<ResultOf<typeof serversToRunOn>> = await client
        .query(serversToRunOn, { after }, { requestPolicy: 'network-only' })
        .toPromise()
      const { data, error } = answer
      if (error || !data) {
        failure.value = error ? toFailure(error) : null
        break
      }
      found.push(...data.servers.nodes)
      servers.value = [...found]
      after = data.servers.pageInfo.endCursor
      if (!data.servers.pageInfo.hasNextPage) break
    }
    loaded.value = true
  }
  void load()
  return { servers, loaded, failure }
}
