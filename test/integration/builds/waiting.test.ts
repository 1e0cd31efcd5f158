import { existsSync, readFileSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/product.ts'
import { eventually } from '../../support/releases.ts'

// The whole product with one slot: real builds that wait for a file, real servers.
let product: Product
let shop: string[]
let blog: string[]
const gate = (name: string) => join(product.folder, `gate-${name}`)
const builds = () => readFileSync(join(product.folder, 'builds'), 'utf8').trim().split('\n')

beforeAll(async () => {
  product = await openProduct({ servers: 1, env: { SENDOFF_BUILDS: '1', SENDOFF_WORKER_RELEASES: '2' } })
  await appendFile(join(product.folder, 'builds'), '')
  const stage = (project: string, name: string, own = name) => ({
    ...{ name, kind: 'TEST', path: `~/${project}-${name}`, serverIds: product.serverIds },
    buildCommand: `echo ${project} >> '${product.folder}/builds'; until [ -e '${gate(project)}' ]; do sleep 0.05; done`,
    variables: [{ name: 'OWN', value: own }],
  })
  const add = async (title: string, environments: unknown[]) => {
    const { addProject } = await product.api.ask<{ addProject: { environments: { id: string }[] } }>(
      'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
      { i: { title, repositoryUrl: product.repository.path, environments } },
    )
    return addProject.environments.map(({ id }) => id)
  }
  const names = ['a', 'b', 'c', 'd']
  shop = await add('Shop', [...names.map((name) => stage('shop', name)), stage('shop', 'twin', 'a')])
  blog = await add('Blog', [stage('blog', 'a')])
})
afterAll(async () => {
  await Promise.all(['shop', 'blog'].map((name) => writeFile(gate(name), '')))
  await product?.close()
})

const ship = async (environmentId: string | undefined) => {
  const { createRelease } = await product.api.ask<{ createRelease: { id: string; number: number } }>(
    'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id number } }',
    { i: { environmentId, revision: 'main' } },
  )
  return createRelease
}
interface Told {
  status: string
  build: { sha256: string } | null
  steps: { key: string; status: string; message: string | null }[]
}
const tell = async (id: string, key: string) => {
  const { release } = await product.api.ask<{ release: Told }>(
    'query ($id: ID!) { release(id: $id) { status build { sha256 } steps { key status message } } }',
    { id },
  )
  return { ...release, step: release.steps.find((step) => step.key === key) }
}
const waits = (id: string, message: RegExp) =>
  eventually(async () => {
    const { step } = await tell(id, 'build')
    return step?.status === 'BLOCKED' && message.test(step.message ?? '')
  })
const runs = (id: string, key: string) => eventually(async () => (await tell(id, key)).step?.status === 'RUNNING')

it('shows what waits for a slot, lets other releases pass meanwhile, and packs equal builds once', async () => {
  await writeFile(gate('blog'), '')
  const shipped = await ship(blog[0])
  expect((await product.ended(shipped.id)).status).toBe('SUCCEEDED')

  // More than this worker runs at once: those that wait take nobody's place.
  const first = await ship(shop[0])
  await runs(first.id, 'build')
  const second = await ship(shop[1])
  await waits(second.id, new RegExp(`^Waits for a build slot: next in line, while Shop #${first.number} is built.$`))
  const third = await ship(shop[2])
  await waits(third.id, new RegExp(`2nd in line, behind Shop #${second.number}.$`))
  const twin = await ship(shop[4])
  await waits(twin.id, new RegExp(`^Waits for the same build: Shop #${first.number} makes it.$`))
  const { buildQueue } = await product.api.ask<{ buildQueue: unknown }>(
    `{ buildQueue {
      running { since release { number environment { name project { title } } } }
      waiting { since position equalTo { id number } release { number } }
    } }`,
  )
  const since = expect.any(String)
  const release = { number: first.number, environment: { name: 'a', project: { title: 'Shop' } } }
  expect(buildQueue).toEqual({
    running: [{ since, release }],
    waiting: [
      { since, position: 1, equalTo: null, release: { number: second.number } },
      { since, position: 2, equalTo: null, release: { number: third.number } },
      { since, position: null, equalTo: { id: first.id, number: first.number }, release: { number: twin.number } },
    ],
  })
  const expected = async (id: string) => {
    const { release } = await product.api.ask<{ release: { buildExpectedAt: string | null } }>(
      'query ($id: ID!) { release(id: $id) { buildExpectedAt } }',
      { id },
    )
    return release.buildExpectedAt
  }
  const waiting = [second, third, twin].map(({ id }) => id)
  // No build of this project has ended yet, so nobody knows.
  expect(await Promise.all(waiting.map(expected))).toEqual([null, null, null])
  const { prisma } = product.composition.services.database
  const { projectId } = await prisma.environment.findUniqueOrThrow({ where: { id: shop[0] ?? '' } })
  const former = { projectId, commit: 'c', cacheKey: 'former', sha256: 'f', sizeBytes: 1, fileCount: 1 }
  await prisma.build.create({ data: { ...former, tookMs: 3_600_000 } })
  const turns = await prisma.buildTurn.findUniqueOrThrow({ where: { releaseId: first.id } })
  const after = (hours: number) => new Date((turns.beganAt?.getTime() ?? 0) + hours * 3_600_000).toISOString()
  expect(await Promise.all(waiting.map(expected))).toEqual([after(1), after(2), after(1)])
  expect(await expected(first.id)).toBeNull()
  const again = await ship(blog[0])
  expect((await product.ended(again.id)).status).toBe('SUCCEEDED')
  expect((await tell(first.id, 'build')).step?.status).toBe('RUNNING')

  const { cancelRelease } = await product.api.ask<{ cancelRelease: { id: string } }>(
    'mutation ($id: ID!) { cancelRelease(id: $id) { id } }',
    { id: second.id },
  )
  const cancelled = await product.ended(cancelRelease.id)
  expect(cancelled.status).toBe('CANCELLED')
  expect(cancelled.steps.filter(({ status }) => /PENDING|BLOCKED|RUNNING/.test(status))).toEqual([])
  await waits(third.id, /next in line/)
  expect(existsSync(join(product.fleet.servers[0]?.root ?? '', 'shop-b/current'))).toBe(false)

  await writeFile(gate('shop'), '')
  const ends = await Promise.all([first, third, twin].map(({ id }) => product.ended(id)))
  expect(ends.map(({ status, failure }) => failure ?? status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
  expect(ends[2]?.build).toEqual(ends[0]?.build)
  expect(ends[2]?.steps.find(({ key }) => key === 'build')).toMatchObject({
    status: 'SKIPPED',
    message: 'Same build as before.',
  })
  expect(ends[1]?.steps.find(({ key }) => key === 'build')).toMatchObject({ status: 'SUCCEEDED', message: null })
  expect(builds()).toEqual(['blog', 'shop', 'shop'])
})
