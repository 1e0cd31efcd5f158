import { readlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Composition, compose } from '../../../apps/api/src/compose.ts'
import { loadConfig } from '../../../apps/api/src/config.ts'
import { createApiClient } from '../../../apps/api/src/demo/client.ts'
import { createLog } from '../../../apps/api/src/platform/log/log.ts'
import { inheritable } from '../../../apps/api/src/platform/process/environment.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { createTestRepository, type TestRepository } from '../../support/repositories.ts'

// The whole product in this process: embedded database, real git, real sshd, asked over HTTP as a script would.
const SECRET = 'sesame-open-twice'
let folder: string
let fleet: SshdFleet
let repository: TestRepository
let product: Composition
let url: string
let token: string
let api: ReturnType<typeof createApiClient>
let environmentId: string
let serverIds: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-api-'))
  fleet = await startSshdFleet({ count: 2 })
  repository = await createTestRepository(join(folder, 'shop.git'))
  await repository.tag('v1', await repository.commit({ 'index.txt': 'one\n' }))
  await repository.tag('v2', await repository.commit({ 'index.txt': 'two\n' }))
  const variables = {
    SENDOFF_DATA: join(folder, 'data'),
    SENDOFF_ALLOW_FILE_REPOSITORIES: 'true',
    PORT: '0',
    SENDOFF_METRICS_SECONDS: '0',
  }
  const config = loadConfig(variables, { root: process.cwd() })
  product = await compose(config, createLog({ level: 'error', format: 'text' }), inheritable(process.env))
  const started = await product.start()
  url = started.url ?? ''
  const admin = started.firstAdmin
  if (!admin) throw new Error('nobody may sign in')
  token = (await product.services.accounts.signIn(admin, 'test')).token
  api = createApiClient(url, token)
  await setUp()
})
afterAll(async () => {
  await product?.stop({ graceMs: 1000 })
  await fleet?.close()
  await rm(folder, { recursive: true, force: true })
})

async function setUp() {
  const { addCredential } = await api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'fleet', username: fleet.servers[0]?.username, privateKey: fleet.privateKey } },
  )
  serverIds = []
  for (const { name, host, port, hostKeyFingerprint } of fleet.servers) {
    const input = { name, host, port, hostKeyFingerprint, credentialId: addCredential.id }
    const { addServer } = await api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      { i: input },
    )
    serverIds.push(addServer.id)
  }
  const environment = {
    name: 'production',
    kind: 'PRODUCTION',
    path: '~/shop',
    serverIds,
    buildCommand: 'echo "with $TOKEN"; cp index.txt built.txt',
    restartCommand: 'echo restarted',
    checkCommand: 'test -f built.txt',
    variables: [{ name: 'TOKEN', value: SECRET, secret: true }],
  }
  const { addProject } = await api.ask<{ addProject: { environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: repository.path, environments: [environment] } },
  )
  environmentId = addProject.environments[0]?.id ?? ''
}

interface Shown {
  id: string
  number: number
  status: string
  failure: string | null
  directory: string
  headSeq: number
}
const SHOWN = 'id number status failure directory headSeq'

const ship = async (revision: string) => {
  const document = `mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { ${SHOWN} } }`
  return (await api.ask<{ createRelease: Shown }>(document, { i: { environmentId, revision } })).createRelease
}
const EVENTS =
  'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq kind releaseStatus stepKey stepStatus serverName } }'
interface Event {
  seq: number
  kind: string
  releaseStatus: string
  stepKey: string | null
  stepStatus: string | null
}

/** Follows a release to its end, over Server-Sent Events. */
async function followToEnd(id: string): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of api.follow<Event>(EVENTS, { id })) {
    events.push(event)
    if (event.kind === 'release' && ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(event.releaseStatus)) break
  }
  return events
}
const show = async (id: string) =>
  (await api.ask<{ release: Shown }>(`query ($id: ID!) { release(id: $id) { ${SHOWN} } }`, { id })).release

describe('the API of releases', () => {
  it('ships, tells every step without a gap, keeps the output masked, and knows what is live', async () => {
    const { id } = await ship('v1')
    const events = await followToEnd(id)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1))
    const release = await show(id)
    expect(release, release.failure ?? '').toMatchObject({ status: 'SUCCEEDED', headSeq: events.length })
    for (const server of fleet.servers) {
      expect(readlinkSync(join(server.root, 'shop/current'))).toBe(`releases/${release.directory}`)
    }
    const answer = await api.ask<{ release: Record<string, unknown> }>(
      `query ($id: ID!) { release(id: $id) {
        kind revision commit commitSubject createdAt startedAt finishedAt queuePosition outputHeadSeq
        canCancel canRetry canRollBack expectedSeconds
        environment { name liveRelease { id } queue { id } project { lastRelease { id } } } createdBy { username }
        build { sha256 sizeBytes fileCount } origin { id }
        steps { key kind parentKeys status server { name } serverName message exitCode }
        targets { serverName status liveDirectory previousDirectory server { name } }
      } }`,
      { id },
    )
    expect(answer.release).toMatchObject({
      revision: 'v1',
      canCancel: false,
      canRetry: false,
      canRollBack: false,
      environment: { liveRelease: { id }, queue: [], project: { lastRelease: { id } } },
      build: { fileCount: expect.any(Number) },
      targets: [{ status: 'SUCCEEDED', liveDirectory: release.directory }, { status: 'SUCCEEDED' }],
    })
    const { releaseOutput } = await api.ask<{ releaseOutput: { chunks: { text: string }[] } }>(
      'query ($id: ID!) { releaseOutput(releaseId: $id, stepKey: "build", after: 0) { headSeq chunks { seq stepKey stream text } } }',
      { id },
    )
    expect(releaseOutput.chunks.map((chunk) => chunk.text).join('')).toContain('with •••')
  })

  it('gives the log as text to those who are signed in', async () => {
    const id = (await api.ask<{ releases: { nodes: Shown[] } }>('{ releases(first: 1) { nodes { id } } }')).releases
      .nodes[0]?.id
    const get = (path: string, authorization = `Bearer ${token}`) =>
      fetch(`${url}${path}`, { headers: { authorization } })
    const whole = await (await get(`/releases/${id}/log`)).text()
    expect(whole).toContain('── build ──')
    expect(whole).toContain('restarted')
    expect(whole).not.toContain(SECRET)
    const build = await (await get(`/releases/${id}/log?step=build`)).text()
    expect(build).toContain('with •••')
    expect(build).not.toContain('restarted')
    expect((await get(`/releases/${id}/log`, '')).status).toBe(401)
    expect((await get(`/releases/${id}/log?step=%00`)).status).toBe(400)
    expect((await get(`/releases/${crypto.randomUUID()}/log`)).status).toBe(404)
  })

  it('rolls back at once, and finds drift', async () => {
    const second = await ship('v2')
    await followToEnd(second.id)
    const { rollBack } = await api.ask<{ rollBack: Shown }>(
      `mutation ($e: ID!) { rollBack(environmentId: $e) { ${SHOWN} } }`,
      { e: environmentId },
    )
    await followToEnd(rollBack.id)
    const back = await show(rollBack.id)
    expect(back, back.failure ?? '').toMatchObject({ status: 'SUCCEEDED' })
    for (const server of fleet.servers) {
      expect(readlinkSync(join(server.root, 'shop/current'))).toBe(`releases/${back.directory}`)
    }
    const drift = async () =>
      (
        await api.ask<{ checkDrift: { state: string }[] }>(
          'mutation ($e: ID!) { checkDrift(environmentId: $e) { state server { name } expectedDirectory liveDirectory liveCommit message } }',
          { e: environmentId },
        )
      ).checkDrift.map((one) => one.state)
    expect(await drift()).toEqual(['SAME', 'SAME'])
    await fleet.stop(1)
    await rm(join(fleet.servers[0]?.root ?? '', 'shop/current'))
    expect(await drift()).toEqual(['MISSING', 'UNREACHABLE'])
    await fleet.start(1)
  })

  it('lists without asking the database once per row', async () => {
    const statements = { count: 0 }
    const { sql } = product.database
    const counted = sql.query
    sql.query = ((...args: unknown[]) => {
      statements.count++
      return (counted as (...all: unknown[]) => unknown).apply(sql, args)
    }) as typeof sql.query
    const askOnce = async (first: number, more: string) => {
      statements.count = 0
      await api.ask(
        `query ($first: Int) { releases(first: $first) { totalCount pageInfo { hasNextPage } nodes {
          ${SHOWN} canRetry environment { name project { title } } createdBy { username } ${more} } } }`,
        { first },
      )
      return statements.count
    }
    // The product's own housekeeping runs beside the request and can only add: the least of several is the request's.
    const cost = async (first: number, more: string) => {
      const counts: number[] = []
      for (let i = 0; i < 5; i++) counts.push(await askOnce(first, more))
      return Math.min(...counts)
    }
    const everything =
      'queuePosition expectedSeconds steps { key status server { name } } targets { serverName status server { name } }'
    // The caller's own session is one of them.
    expect(await cost(3, '')).toBeLessThanOrEqual(8 + 1)
    expect(await cost(3, everything)).toBe(await cost(1, everything))
    sql.query = counted
  })
})
