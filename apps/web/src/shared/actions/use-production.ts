import { computed } from 'vue'
import { useServers } from '../servers/use-servers.ts'

/** The PRODUCTION environments that run on servers: what somebody should know before anything is done there. */
export function useProduction(serverIds: () => readonly string[]) {
  const servers = useServers(serverIds)
  return computed(() => {
    const environments = [...servers.value.values()].flatMap((server) =>
      server.environments.filter(({ kind }) => kind === 'PRODUCTION'),
    )
    return [...new Map(environments.map((each) => [each.id, each])).values()]
  })
}
