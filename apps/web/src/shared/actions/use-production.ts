import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { graphql } from '../../graphql/tada.ts'

const serverPlaces = graphql(`
  query ServerPlaces { servers(first: 100) { nodes { id environments { id name kind project { title } } } } }
`)

/** The PRODUCTION environments that run on servers: what somebody should know before anything is done there. */
export function useProduction(serverIds: () => readonly string[]) {
  const { data } = useQuery({ query: serverPlaces, variables: {}, pause: computed(() => serverIds().length === 0) })
  return computed(() => {
    const environments = (data.value?.servers.nodes ?? [])
      .filter(({ id }) => serverIds().includes(id))
      .flatMap((server) => server.environments.filter(({ kind }) => kind === 'PRODUCTION'))
    return [...new Map(environments.map((each) => [each.id, each])).values()]
  })
}
