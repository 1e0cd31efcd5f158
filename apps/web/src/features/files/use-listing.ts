import { useClientHandle } from '@urql/vue'
import { ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { type Listing, serverFiles } from './operations.ts'

/** A folder of a server. What was there stays in sight until the next one came, or is known not to come. */
export function useListing(serverId: () => string, path: () => string | null, mayLook: () => boolean) {
  const { client } = useClientHandle()
  const listing = shallowRef<Listing | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const busy = ref(false)
  let asked = 0
  /** The same folder by its own name, which the address gets: it is here already. */
  let known: string | null = null

  async function look() {
    if (!mayLook()) return
    asked += 1
    const mine = asked
    busy.value = true
    const variables = { serverId: serverId(), path: path() }
    const { data, error } = await client.query(serverFiles, variables, { requestPolicy: 'network-only' }).toPromise()
    if (mine !== asked) return
    busy.value = false
    failure.value = error ? toFailure(error) : null
    if (!data) return
    listing.value = data.serverFiles
    known = data.serverFiles.path === variables.path ? null : data.serverFiles.path
  }
  watch(
    [serverId, path, mayLook],
    ([id], [before]) => {
      const here = known !== null && path() === known && id === before
      known = null
      if (!here) void look()
    },
    { immediate: true },
  )
  return { listing, failure, busy, look }
}
