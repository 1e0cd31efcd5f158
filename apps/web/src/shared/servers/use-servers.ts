import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { graphql } from '../../graphql/tada.ts'

const namedServers = graphql(`
  query NamedServers($ids: [ID!]!) {
    servers(first: 100, ids: $ids) { nodes { id name host environments { id name kind project { title } } } }
  }
`)

/** So many are asked for at once; an answer names two hundred at most. */
const atOnce = 100

/** Exactly these servers, however large the fleet is; those that are gone are left out. */
export function useServers(ids: () => readonly string[]) {
  const part = (from: number) => {
    const asked = computed(() => ids().slice(from, from + atOnce))
    return useQuery({
      query: namedServers,
      variables: computed(() => ({ ids: asked.value })),
      pause: computed(() => asked.value.length === 0),
    }).data
  }
  const parts = [part(0), part(atOnce)]
  return computed(() => {
    const wanted = new Set(ids())
    // What was asked for before is kept while the next is under way.
    const known = parts.flatMap(({ value }) => value?.servers.nodes ?? []).filter(({ id }) => wanted.has(id))
    return new Map(known.map((server) => [server.id, server]))
  })
}
