import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/product.ts'
import { aria2Below } from '../../support/swarm.ts'

let product: Product
let environmentId: string
interface Swarm {
  artifactBytes: number
  platformBytes: number
  peerBytes: number
  servers: { serverId: string; way: string; receivedBytes: number; givenBytes: number; reason: string | null }[]
}
const figures =
  'swarm { artifactBytes platformBytes peerBytes servers { serverId way receivedBytes givenBytes reason } }'
const releaseDocument = `query ($id: ID!) { release(id: $id) { status ${figures} } }`
const create = 'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }'

beforeAll(async () => {
  const env = { SENDOFF_SWARM_UPLOAD_KB: '400', SENDOFF_SWARM_SEED_PORTS: '29200-29300' }
  product = await openProduct({ servers: 3, env })
  await product.repository.commit({ 'noise.txt': randomBytes(1_500_000).toString('base64') })
  const distribution = { peerToPeer: 'ALWAYS', portRange: '28400-28800', uploadLimitKb: 0, encryption: false }
  const environment = { name: 'test', kind: 'TEST', path: '~/app', serverIds: product.serverIds, distribution }
  const { addProject } = await product.api.ask<{ addProject: { environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: product.repository.path, environments: [environment] } },
  )
  environmentId = addProject.environments[0]?.id ?? ''
})
afterAll(() => product?.close())

const begin = async () =>
  (await product.api.ask<{ createRelease: { id: string } }>(create, { i: { environmentId, revision: 'main' } }))
    .createRelease.id

it('tells how the distribution stands, in its events and in the release', async () => {
  const id = await begin()
  const events = `subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq kind releaseStatus ${figures} } }`
  const told: Swarm[] = []
  for await (const { kind, releaseStatus, swarm } of product.api.follow<{
    seq: number
    kind: string
    releaseStatus: string
    swarm: Swarm | null
  }>(events, { id })) {
    expect(swarm === null).toBe(kind !== 'swarm')
    if (swarm) told.push(swarm)
    if (/SUCCEEDED|FAILED|CANCELLED/.test(releaseStatus)) break
  }
  const { release } = await product.api.ask<{ release: { status: string; swarm: Swarm } }>(releaseDocument, { id })
  expect(release.status).toBe('SUCCEEDED')
  expect(release.swarm).toEqual(told.at(-1))
  expect(told.length).toBeGreaterThan(1)
  const { artifactBytes, platformBytes, peerBytes, servers } = release.swarm
  expect(servers.map(({ serverId }) => serverId)).toEqual(product.serverIds)
  for (const server of servers)
    expect(server).toMatchObject({ receivedBytes: artifactBytes, way: 'SWARM', reason: null })
  expect(platformBytes).toBeGreaterThanOrEqual(artifactBytes)
  expect(peerBytes).toBe(servers.reduce((sum, { givenBytes }) => sum + givenBytes, 0))
})

it('ends everywhere when a person cancels it in the middle', async () => {
  await product.repository.commit({ 'noise.txt': randomBytes(1_500_000).toString('base64') })
  const id = await begin()
  const roots = [product.folder, ...product.fleet.servers.map(({ root }) => root)]
  const events = `subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq ${figures} } }`
  for await (const { swarm } of product.api.follow<{ seq: number; swarm: Swarm | null }>(events, { id })) {
    if (swarm?.servers.some(({ receivedBytes }) => receivedBytes > 0)) break
  }
  expect(aria2Below(...roots).length).toBe(4)
  await product.api.ask('mutation ($id: ID!) { cancelRelease(id: $id) { id } }', { id })
  expect((await product.ended(id)).status).toBe('CANCELLED')
  expect(aria2Below(...roots)).toEqual([])
  const { release } = await product.api.ask<{ release: { swarm: Swarm } }>(releaseDocument, { id })
  expect(release.swarm.servers).toHaveLength(3)
})
