import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Composition, compose } from '../../../apps/api/src/compose.ts'
import { loadConfig } from '../../../apps/api/src/config.ts'
import { createApiClient } from '../../../apps/api/src/demo/client.ts'
import { loadFacts } from '../../../apps/api/src/modules/approvals/approval-facts.ts'
import { createLog } from '../../../apps/api/src/platform/log/log.ts'
import { inheritable } from '../../../apps/api/src/platform/process/environment.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { createTestRepository } from '../../support/repositories.ts'

// The whole product in this process, with a real sshd and a real application that tells how many errors it has.
let folder: string
let fleet: SshdFleet
let product: Composition
let api: ReturnType<typeof createApiClient>
let environmentId: string
let probe: string
const commits: string[] = []

const directoryOf = () => readlinkSync(join(fleet.servers[0]?.root ?? '', 'shop/current'))
let bad: string | null = null
const application = createServer((_request, response) => {
  response.end(JSON.stringify({ errors: bad !== null && directoryOf() !== bad ? 7.2 : 0.4 }))
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-gates-'))
  application.listen(0, '127.0.0.1')
  await once(application, 'listening')
  fleet = await startSshdFleet({ count: 1 })
  const repository = await createTestRepository(join(folder, 'shop.git'))
  for (const text of ['one', 'two']) commits.push(await repository.commit({ 'index.txt': text }))
  const variables = { SENDOFF_DATA: join(folder, 'data'), SENDOFF_ALLOW_FILE_REPOSITORIES: 'true', PORT: '0' }
  const config = loadConfig(variables, { root: process.cwd() })
  product = await compose(config, createLog({ level: 'error', format: 'text' }), inheritable(process.env))
  const { url, firstAdmin } = await product.start()
  if (!firstAdmin) throw new Error('nobody may sign in')
  api = createApiClient(url ?? '', (await product.services.accounts.signIn(firstAdmin, 'test')).token)
  await setUp(repository.path)
})
afterAll(async () => {
  await product?.stop({ graceMs: 1000 })
  await fleet?.close()
  application.closeAllConnections()
  application.close()
  await rm(folder, { recursive: true, force: true })
})

const make = async (name: string, type: string, input: object) =>
  (
    await api.ask<Record<string, { id: string }>>(`mutation ($i: ${type}!) { ${name}(input: $i) { id } }`, { i: input })
  )[name]?.id ?? ''

async function setUp(repositoryUrl: string) {
  const [server] = fleet.servers
  if (!server) throw new Error('there is no server')
  const { name, host, port, username, hostKeyFingerprint } = server
  const credentialId = await make('addCredential', 'AddCredentialInput', {
    ...{ name: 'fleet', username, privateKey: fleet.privateKey },
  })
  const serverId = await make('addServer', 'AddServerInput', { name, host, port, hostKeyFingerprint, credentialId })
  const environment = {
    name: 'production',
    kind: 'TEST',
    path: '~/shop',
    serverIds: [serverId],
    onFailure: 'ROLL_BACK',
  }
  const project = await make('addProject', 'AddProjectInput', {
    title: 'Shop',
    repositoryUrl,
    environments: [environment],
  })
  const { prisma } = product.services.database
  environmentId = (await prisma.environment.findFirstOrThrow({ where: { projectId: project } })).id
  const { addProbe } = await api.ask<{ addProbe: { id: string; gate: object } }>(
    `mutation ($e: ID!, $i: ProbeInput!) { addProbe(environmentId: $e, input: $i) { id gate { ${GATE} } } }`,
    { e: environmentId, i: input() },
  )
  expect(addProbe.gate).toEqual(set)
  probe = addProbe.id
}
const GATE = 'comparison threshold watchSeconds everySeconds'
const set = { comparison: 'ABOVE', threshold: 2, watchSeconds: 2, everySeconds: 1 }
const input = (gate: object | null = set) => ({
  ...{ name: 'errors', kind: 'HTTP', url: `http://127.0.0.1:${(application.address() as AddressInfo).port}/` },
  ...{ pointer: '/errors', everySeconds: 3600, gate },
})
const change = (gate: object | null) =>
  api.ask('mutation ($p: ID!, $i: ProbeInput!) { updateProbe(id: $p, input: $i) { id } }', { p: probe, i: input(gate) })

interface Shown {
  status: string
  failure: string | null
  gates: object[]
  steps: { key: string; title: string | null; status: string }[]
}

async function ship(revision: string): Promise<Shown & { id: string }> {
  const id = await make('createRelease', 'CreateReleaseInput', { environmentId, revision })
  const events = 'subscription ($id: ID!) { releaseEvents(releaseId: $id) { seq kind releaseStatus } }'
  for await (const event of api.follow<{ seq: number; kind: string; releaseStatus: string }>(events, { id })) {
    if (event.kind === 'release' && ['SUCCEEDED', 'FAILED'].includes(event.releaseStatus)) break
  }
  const { release } = await api.ask<{ release: Shown }>(
    `query ($id: ID!) { release(id: $id) { status failure gates { name unit ${GATE} } steps { key title status } } }`,
    { id },
  )
  return { ...release, id }
}

const wouldHave = async (revision: string) => {
  const { environment } = await api.ask<{ environment: { wouldShip: { gates: object[] } } }>(
    `query ($e: ID!, $r: String!) { environment(id: $e) { wouldShip(revision: $r) { gates { name unit ${GATE} } } } }`,
    { e: environmentId, r: revision },
  )
  return environment.wouldShip.gates
}

it('a number that stays fine lets a release pass, one that turns bad takes it back, and both are charted', async () => {
  const foreseen = await wouldHave(commits[0] ?? '')
  const good = await ship(commits[0] ?? '')
  expect(foreseen).toEqual(good.gates)
  expect(good, good.failure ?? '').toMatchObject({
    status: 'SUCCEEDED',
    gates: [{ name: 'errors', unit: 'NUMBER', ...set }],
    steps: expect.arrayContaining([expect.objectContaining({ title: 'gate', status: 'SUCCEEDED' })]),
  })
  bad = directoryOf()
  const failed = await ship(commits[1] ?? '')
  expect(failed.status).toBe('FAILED')
  expect(failed.failure).toContain('gate: errors was 7.2, above its threshold of 2.')
  expect(directoryOf()).toBe(bad)
  const [from, to] = [-600, 600].map((seconds) => new Date(Date.now() + seconds * 1000).toISOString())
  const { probeMetrics } = await api.ask<{ probeMetrics: { min: number[]; max: number[] } }>(
    'query ($p: ID!, $f: DateTime!, $t: DateTime!) { probeMetrics(probeId: $p, from: $f, to: $t) { min max } }',
    { p: probe, f: from, t: to },
  )
  expect([Math.min(...probeMetrics.min), Math.max(...probeMetrics.max)]).toEqual([0.4, 7.2])
})

it('a release keeps its gates, and what an approval was given for differs once they are others', async () => {
  const { prisma } = product.services.database
  const [{ id = '' } = {}] = await prisma.release.findMany({ where: { environmentId }, take: 1 })
  const facts = () => prisma.$transaction(async (db) => JSON.stringify(await loadFacts(db, id)))
  const before = await facts()
  expect(before).toContain('"threshold":2')
  await change({ ...set, threshold: 3 })
  expect(await facts()).not.toBe(before)
  await change(null)
  expect(await facts()).toContain('"threshold":2')
  expect(await wouldHave(commits[0] ?? '')).toEqual([])
  const free = await ship(commits[0] ?? '')
  expect(free).toMatchObject({ status: 'SUCCEEDED', gates: [] })
  expect(free.steps.filter(({ title }) => title === 'gate')).toEqual([])
})
