import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient } from '../../../apps/api/src/demo/client.ts'
import { startSshdFleet } from '../../support/fleet.ts'
import { startProcess } from '../../support/processes.ts'
import { createTestRepository } from '../../support/repositories.ts'
import { choosePassword, firstPassword } from '../../support/room.ts'

/** Sendoff as it is started, with servers that it samples. */
export interface SampledProcess {
  url: string
  pid: number
  api: ApiClient
  environmentId: string
  /** Somebody looks at so many servers, first of all at those of the environment, until the answer is aborted. */
  watch(count: number): Promise<AbortController>
  /** How many samples of the last hour there are. */
  countSamples(): Promise<number>
  close(): Promise<void>
}

export async function openSampledProcess(options: { servers: number; sshd: number }): Promise<SampledProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-metrics-bench-'))
  const [fleet, repository, running] = await Promise.all([
    startSshdFleet({ count: options.sshd }),
    createTestRepository(join(folder, 'shop.git')),
    startProcess({
      entry: 'main',
      env: {
        ...{ SENDOFF_DATA: join(folder, 'data'), SENDOFF_ALLOW_FILE_REPOSITORIES: 'true', SENDOFF_BUILDS: '8' },
        ...{ SENDOFF_METRICS_SECONDS: '30', SENDOFF_METRICS_WATCHED: String(options.servers) },
      },
    }),
  ])
  await repository.commit({ 'index.txt': 'one\n', 'large.bin': 'x'.repeat(3_000_000) })
  const token = await choosePassword(running.url, 'admin', firstPassword(running))
  const api = createApiClient(running.url, token)
  const { addCredential } = await api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'fleet', username: fleet.servers[0]?.username, privateKey: fleet.privateKey } },
  )
  const serverIds: string[] = []
  for (let n = 0; n < options.servers; n++) {
    const server = fleet.servers[n % options.sshd]
    if (!server) throw new Error('there are no servers')
    const { host, port, hostKeyFingerprint } = server
    const { addServer } = await api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      { i: { name: `s${n}`, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
    )
    serverIds.push(addServer.id)
  }
  const place = { name: 'test', kind: 'TEST', path: '~/shop', serverIds: serverIds.slice(0, options.sshd) }
  const { addProject } = await api.ask<{ addProject: { environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: repository.path, environments: [place] } },
  )
  return {
    ...{ url: running.url, pid: running.pid, api },
    environmentId: addProject.environments[0]?.id ?? '',
    async watch(count) {
      const ending = new AbortController()
      const query = `subscription ($ids: [ID!]!) { serverMetrics(serverIds: $ids) {
        at servers { serverId state at values { key value } } } }`
      const response = await fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: { ids: serverIds.slice(0, count) } }),
        signal: ending.signal,
      })
      void response.body?.pipeTo(new WritableStream()).catch(() => {})
      return ending
    },
    async countSamples() {
      const [from, to] = [-3_000, 60].map((seconds) => new Date(Date.now() + seconds * 1000).toISOString())
      let samples = 0
      for (const id of serverIds) {
        const { serverMetrics } = await api.ask<{ serverMetrics: { count: number[] }[] }>(
          `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
            serverMetrics(serverId: $id, from: $from, to: $to, keys: ["memory"]) { count } }`,
          { id, from, to },
        )
        samples += (serverMetrics[0]?.count ?? []).reduce((sum, count) => sum + count, 0)
      }
      return samples
    },
    async close() {
      await running.stop()
      await fleet.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
