import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose, type Services } from '../../apps/api/src/compose.ts'
import { loadConfig } from '../../apps/api/src/config.ts'
import { type ApiClient, createApiClient } from '../../apps/api/src/demo/client.ts'
import { createLog } from '../../apps/api/src/platform/log/log.ts'
import { inheritable } from '../../apps/api/src/platform/process/environment.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'
import { createTestRepository, type TestRepository } from './repositories.ts'

/** The whole product in this process: embedded database, real git, real sshd, asked over HTTP as a script would. */
export interface Product {
  readonly url: string
  readonly services: Services
  readonly token: string
  readonly api: ApiClient
  readonly fleet: SshdFleet
  readonly repository: TestRepository
  readonly projectId: string
  readonly environmentId: string
  readonly serverIds: string[]
  /** Ships a revision to the end and answers its id and status. */
  ship(revision: string): Promise<{ id: string; status: string }>
  /** Resolves with how a release ended. */
  ended(releaseId: string): Promise<string>
  close(): Promise<void>
}

export async function openProduct(
  seed: (repository: TestRepository) => Promise<void>,
  options: { servers?: number; environment?: Record<string, unknown> } = {},
): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-product-'))
  const fleet = await startSshdFleet({ count: options.servers ?? 2 })
  const repository = await createTestRepository(join(folder, 'shop.git'))
  await seed(repository)
  const common = { SENDOFF_DATA: join(folder, 'data'), SENDOFF_ALLOW_FILE_REPOSITORIES: 'true', PORT: '0' }
  // Tests say themselves when servers are asked.
  const variables = { ...common, SENDOFF_DRIFT_HOURS: '0', SENDOFF_METRICS_SECONDS: '0' }
  const config = loadConfig(variables, { root: process.cwd() })
  const product = await compose(config, createLog({ level: 'error', format: 'text' }), inheritable(process.env))
  const { url = '', firstAdmin } = await product.start()
  if (!firstAdmin) throw new Error('nobody may sign in')
  const { token } = await product.services.accounts.signIn(firstAdmin, 'test')
  const api = createApiClient(url ?? '', token)
  const serverIds = await addServers(api, fleet)
  const environment = { name: 'production', kind: 'PRODUCTION', path: '~/shop', serverIds, ...options.environment }
  const { addProject } = await api.ask<{ addProject: { id: string; environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: repository.path, environments: [environment] } },
  )
  const environmentId = addProject.environments[0]?.id ?? ''

  async function ended(id: string) {
    const document =
      'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq releaseStatus } }'
    for await (const { releaseStatus } of api.follow<{ seq: number; releaseStatus: string }>(document, { id }))
      if (['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(releaseStatus)) return releaseStatus
    throw new Error('The stream ended before the release.')
  }

  return {
    services: product.services,
    ...{ url: url ?? '', token, api, fleet, repository, projectId: addProject.id, environmentId, serverIds, ended },
    async ship(revision) {
      const { createRelease } = await api.ask<{ createRelease: { id: string } }>(
        'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
        { i: { environmentId, revision } },
      )
      return { id: createRelease.id, status: await ended(createRelease.id) }
    },
    async close() {
      await product.stop({ graceMs: 1000 })
      await fleet.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function addServers(api: ApiClient, fleet: SshdFleet): Promise<string[]> {
  const { addCredential } = await api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'fleet', username: fleet.servers[0]?.username, privateKey: fleet.privateKey } },
  )
  const ids: string[] = []
  for (const { name, host, port, hostKeyFingerprint } of fleet.servers) {
    const { addServer } = await api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      { i: { name, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
    )
    ids.push(addServer.id)
  }
  return ids
}
