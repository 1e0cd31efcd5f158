import type { ApiClient } from './client.ts'

export interface DemoServer {
  name: string
  host: string
  port: number
  username: string
  hostKeyFingerprint: string
}

export interface DemoSeed {
  servers: DemoServer[]
  privateKey: string
  repositoryUrl: string
}

export interface SeededProject {
  environmentId: string
  /** True when this call made it. */
  fresh: boolean
}

/** Where the demo project lives below each demo server's home. */
export const demoPath = '~/apps/shop'

interface Named {
  id: string
  name: string
}

/** Makes the demo credential, servers and project where they are missing; a second call changes nothing. */
export async function seedDemo(api: ApiClient, seed: DemoSeed): Promise<SeededProject> {
  const { projects } = await api.ask<{
    projects: { nodes: { title: string; environments: Named[] }[] }
  }>('{ projects(search: "Shop") { nodes { title environments { id name } } } }')
  const known = projects.nodes.find((project) => project.title === 'Shop')?.environments[0]
  if (known) return { environmentId: known.id, fresh: false }

  const credentialId = await credential(api, seed)
  const serverIds: string[] = []
  for (const server of seed.servers) serverIds.push(await serverId(api, server, credentialId))
  const { addProject } = await api.ask<{ addProject: { environments: Named[] } }>(
    'mutation ($input: AddProjectInput!) { addProject(input: $input) { environments { id name } } }',
    {
      input: {
        title: 'Shop',
        repositoryUrl: seed.repositoryUrl,
        environments: [
          {
            name: 'production',
            kind: 'PRODUCTION',
            path: demoPath,
            serverIds,
            buildCommand: 'sh build.sh',
            restartCommand: 'echo "restarted $(cat REVISION)"',
            checkCommand: 'test -f public/index.html && echo healthy',
            sharedPaths: ['storage/'],
            variables: [{ name: 'SHOP_TITLE', value: 'The demo shop' }],
          },
        ],
      },
    },
  )
  const environment = addProject.environments[0]
  if (!environment) throw new Error('The demo project came back without its environment.')
  return { environmentId: environment.id, fresh: true }
}

async function credential(api: ApiClient, seed: DemoSeed): Promise<string> {
  const { credentials } = await api.ask<{ credentials: Named[] }>('{ credentials { id name } }')
  const known = credentials.find((one) => one.name === 'Demo fleet')
  if (known) return known.id
  const { addCredential } = await api.ask<{ addCredential: Named }>(
    'mutation ($input: AddCredentialInput!) { addCredential(input: $input) { id name } }',
    { input: { name: 'Demo fleet', username: seed.servers[0]?.username ?? 'demo', privateKey: seed.privateKey } },
  )
  return addCredential.id
}

async function serverId(api: ApiClient, server: DemoServer, credentialId: string): Promise<string> {
  const { servers } = await api.ask<{ servers: { nodes: Named[] } }>(
    'query ($search: String) { servers(search: $search) { nodes { id name } } }',
    { search: server.name },
  )
  const known = servers.nodes.find((one) => one.name === server.name)
  if (known) return known.id
  const { name, host, port, hostKeyFingerprint } = server
  const { addServer } = await api.ask<{ addServer: Named }>(
    'mutation ($input: AddServerInput!) { addServer(input: $input) { id name } }',
    { input: { name, host, port, hostKeyFingerprint, credentialId, labels: ['demo', 'web'] } },
  )
  return addServer.id
}
