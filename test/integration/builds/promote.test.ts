import { readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/product.ts'

// Real sshd, real git: what is promoted must be the same bytes on the servers, whatever the environments are set to.
let product: Product
let projectId: string
let test: string
let production: string
let other: string

beforeAll(async () => {
  product = await openProduct({ servers: 2 })
  const stage = (name: string, kind: string, index: number) => ({
    ...{ name, kind, path: `~/${name}`, serverIds: [product.serverIds[index]] },
    // Comes out different each time, and depends on the environment: only the same bytes are the same.
    buildCommand: 'echo "built for $STAGE by $$ at $(date +%s%N)" > built.txt',
    restartCommand: 'test ! -e ~/broken',
    variables: [{ name: 'STAGE', value: name }],
  })
  const add = async (title: string, environments: unknown[]) => {
    const { addProject } = await product.api.ask<{ addProject: { id: string; environments: { id: string }[] } }>(
      'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
      { i: { title, repositoryUrl: product.repository.path, environments } },
    )
    return { id: addProject.id, ids: addProject.environments.map(({ id }) => id) }
  }
  const shop = await add('Shop', [stage('test', 'TEST', 0), stage('production', 'PRODUCTION', 1)])
  projectId = shop.id
  ;[test = '', production = ''] = shop.ids
  ;[other = ''] = (await add('Blog', [{ ...stage('blog', 'TEST', 0), name: 'test' }])).ids
})
afterAll(() => product?.close())

const PROMOTE = 'mutation ($i: PromoteBuildInput!) { promoteBuild(input: $i) { id } }'
const promote = async (input: Record<string, unknown>) => {
  const { promoteBuild } = await product.api.ask<{ promoteBuild: { id: string } }>(PROMOTE, { i: input })
  return promoteBuild.id
}
const ship = async (environmentId: string) => {
  const { createRelease } = await product.api.ask<{ createRelease: { id: string } }>(
    'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
    { i: { environmentId, revision: 'main' } },
  )
  return product.ended(createRelease.id)
}
const home = (index: number, path: string) => join(product.fleet.servers[index]?.root ?? '', path)
const liveIn = (index: number, name: string) => ({
  build: readFileSync(home(index, `${name}/current/BUILD`), 'utf8').trim(),
  built: readFileSync(home(index, `${name}/current/built.txt`), 'utf8'),
})
const packages = () => join(product.folder, 'data/artifacts/files')

interface Listed {
  id: string
  sha256: string
  available: boolean
  durationSeconds: number | null
  madeBy: { number: number } | null
  releases: { number: number }[]
  liveIn: { name: string }[]
}
const list = async () =>
  (
    await product.api.ask<{ builds: { totalCount: number; nodes: Listed[] } }>(
      `query ($p: ID!) { builds(projectId: $p) { totalCount nodes {
        id commit subject author sha256 sizeBytes fileCount durationSeconds available createdAt
        madeBy { number } releases { number } liveIn { name } } } }`,
      { p: projectId },
    )
  ).builds

describe('promoting a build', () => {
  it('ships the very bytes that were tested, although the environment would build others', async () => {
    const tested = await ship(test)
    expect(tested.status, tested.failure ?? '').toBe('SUCCEEDED')
    const promoted = await product.ended(await promote({ buildId: tested.build?.id, environmentId: production }))
    expect(promoted.status, promoted.failure ?? '').toBe('SUCCEEDED')
    expect(promoted.build).toEqual(tested.build)
    expect(liveIn(1, 'production')).toEqual(liveIn(0, 'test'))
    expect(liveIn(1, 'production')).toMatchObject({
      build: tested.build?.sha256,
      built: expect.stringContaining('for test'),
    })
    const steps = promoted.steps.filter(({ key }) => ['fetch', 'build', 'package'].includes(key))
    const message = `Build ${tested.build?.sha256.slice(0, 12)} from release #${tested.number}.`
    expect(steps.map(({ status, message: said }) => [status, said])).toEqual(Array(3).fill(['SKIPPED', message]))
    expect(await list()).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          ...{ commit: expect.any(String), author: expect.any(String), available: true, fileCount: 2 },
          durationSeconds: expect.any(Number),
          madeBy: { number: tested.number },
          releases: [{ number: promoted.number }, { number: tested.number }],
          liveIn: [{ name: 'test' }, { name: 'production' }],
        },
      ],
    })
  })

  it('is told what would be built there anyway: production builds its own when it is not promoted', async () => {
    const own = await ship(production)
    expect(own.status, own.failure ?? '').toBe('SUCCEEDED')
    expect(liveIn(1, 'production').built).toContain('for production')
    expect((await list()).totalCount).toBe(2)
  })

  it('can be retried and rolled back to, with the same bytes even where the server lost them', async () => {
    const [own, tested] = (await list()).nodes
    await writeFile(home(1, 'broken'), '')
    const failed = await product.ended(await promote({ buildId: tested?.id, environmentId: production }))
    expect(failed.status).toBe('FAILED')
    await rm(home(1, 'broken'))
    const { retryRelease } = await product.api.ask<{ retryRelease: { id: string } }>(
      'mutation ($id: ID!) { retryRelease(id: $id) { id } }',
      { id: failed.id },
    )
    const retried = await product.ended(retryRelease.id)
    expect(retried.status, retried.failure ?? '').toBe('SUCCEEDED')
    expect(liveIn(1, 'production').build).toBe(tested?.sha256)

    await product.ended(await promote({ buildId: own?.id, environmentId: production }))
    expect(liveIn(1, 'production').build).toBe(own?.sha256)
    await rm(home(1, `production/releases/${retried.directory}`), { recursive: true })
    const { rollBack } = await product.api.ask<{ rollBack: { id: string } }>(
      'mutation ($e: ID!, $to: ID) { rollBack(environmentId: $e, toReleaseId: $to) { id } }',
      { e: production, to: retried.id },
    )
    const back = await product.ended(rollBack.id)
    expect(back.status, back.failure ?? '').toBe('SUCCEEDED')
    expect(liveIn(1, 'production').build).toBe(tested?.sha256)
  })

  it('answers a repeated call with the first release, and refuses what makes no sense', async () => {
    const [build] = (await list()).nodes
    const input = { buildId: build?.id, environmentId: test, clientId: 'press-1' }
    const ids = await Promise.all([promote(input), promote(input), promote(input)])
    expect(new Set(ids).size).toBe(1)
    await product.ended(ids[0] ?? '')
    await expect(promote({ ...input, buildId: (await list()).nodes[1]?.id })).rejects.toThrow(/clientId was used/)
    await expect(promote({ buildId: build?.id, environmentId: other })).rejects.toThrow(/another project/)
    await expect(promote({ buildId: crypto.randomUUID(), environmentId: test })).rejects.toThrow(/no such build/)
  })

  it('fails before it touches a server when the package has gone from the disk, and is refused once that is known', async () => {
    const [build] = (await list()).nodes
    const before = readdirSync(home(1, 'production/releases'))
    await rm(join(packages(), `${build?.sha256}.tar.gz`))
    const failed = await product.ended(await promote({ buildId: build?.id, environmentId: production }))
    expect(failed).toMatchObject({
      status: 'FAILED',
      failure: expect.stringMatching(/in no running worker's cache.*anew/),
    })
    expect(failed.steps.find(({ key }) => key === 'start')?.status).toBe('FAILED')
    expect(readdirSync(home(1, 'production/releases'))).toEqual(before)
    await expect(promote({ buildId: build?.id, environmentId: production })).rejects.toThrow(
      /not in the cache of any worker/,
    )
    expect((await list()).nodes[0]).toMatchObject({ id: build?.id, available: false })
  })
})
