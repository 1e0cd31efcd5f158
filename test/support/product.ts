import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Composition, compose } from '../../apps/api/src/compose.ts'
import { loadConfig } from '../../apps/api/src/config.ts'
import { createApiClient } from '../../apps/api/src/demo/client.ts'
import { createLog } from '../../apps/api/src/platform/log/log.ts'
import { inheritable } from '../../apps/api/src/platform/process/environment.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'
import { createTestRepository, type TestRepository } from './repositories.ts'

/** The whole product in this process: embedded database, real git, real sshd, asked over HTTP as a script would. */
export interface Product {
  folder: string
  url: string
  /** Of the first admin. */
  token: string
  fleet: SshdFleet
  repository: TestRepository
  composition: Composition
  api: ReturnType<typeof createApiClient>
  serverIds: string[]
  /** Follows a release to its end, and answers how it stands then. */
  ended(releaseId: string): Promise<EndedRelease>
  close(): Promise<void>
}

export interface EndedRelease {
  id: string
  number: number
  status: string
  failure: string | null
  directory: string
  build: { id: string; sha256: string } | null
  steps: { key: string; status: string; message: string | null }[]
}

export async function openProduct(options: { servers: number; env?: Record<string, string> }): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-product-'))
  const [fleet, repository] = await Promise.all([
    startSshdFleet({ count: options.servers }),
    createTestRepository(join(folder, 'shop.git')),
  ])
  await repository.commit({ 'index.txt': 'one\n' })
  const variables = { SENDOFF_DATA: join(folder, 'data'), SENDOFF_ALLOW_FILE_REPOSITORIES: 'true', PORT: '0' }
  const config = loadConfig(
    { ...variables, SENDOFF_BUILDS: '8', SENDOFF_METRICS_SECONDS: '0', ...options.env },
    { root: process.cwd() },
  )
  const composition = await compose(config, createLog({ level: 'error', format: 'text' }), inheritable(process.env))
  const started = await composition.start()
  if (!started.firstAdmin) throw new Error('nobody may sign in')
  const { token } = await composition.services.accounts.signIn(started.firstAdmin, 'test')
  const api = createApiClient(started.url ?? '', token)
  const { addCredential } = await api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'fleet', username: fleet.servers[0]?.username, privateKey: fleet.privateKey } },
  )
  const serverIds: string[] = []
  for (const { name, host, port, hostKeyFingerprint } of fleet.servers) {
    const { addServer } = await api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      { i: { name, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
    )
    serverIds.push(addServer.id)
  }
  return {
    ...{ folder, url: started.url ?? '', token, fleet, repository, composition, api, serverIds },
    async ended(id) {
      const document =
        'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq releaseStatus } }'
      for await (const { releaseStatus } of api.follow<{ seq: number; releaseStatus: string }>(document, { id })) {
        if (/SUCCEEDED|FAILED|CANCELLED/.test(releaseStatus)) break
      }
      const { release } = await api.ask<{ release: EndedRelease }>(
        `query ($id: ID!) { release(id: $id) {
          id number status failure directory build { id sha256 } steps { key status message } } }`,
        { id },
      )
      return release
    },
    async close() {
      await composition.stop({ graceMs: 1000 })
      await fleet.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
