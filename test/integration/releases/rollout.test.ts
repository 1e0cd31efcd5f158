import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReleaseSnapshot } from '../../../apps/api/src/engine/types.ts'
import type { Database } from '../../../apps/api/src/platform/database/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'
import { FAKE_KEY } from '../../support/fake-adapters.ts'
import { createReleaseHouse, type ReleaseHouse, seedEnvironment } from '../../support/releases.ts'

const plain = {
  strategy: 'ALL_AT_ONCE',
  batch: '1',
  canaryServers: '1',
  canaryWait: 'PERSON',
  canaryWaitSeconds: 300,
  maxFailures: '0',
  groups: [],
  onceCommand: null,
  guided: false,
}

describe('an environment', () => {
  let api: Awaited<ReturnType<typeof openTestApi>>
  let ask: Ask
  let id: string
  const fields = Object.keys(plain).join(' ')
  const update = (rollout: unknown) =>
    ask(
      `mutation ($id: ID!, $input: EnvironmentInput!) { updateEnvironment(id: $id, input: $input) { rollout { ${fields} } } }`,
      { id, input: rollout === undefined ? { keepReleases: 4 } : { rollout } },
    )

  beforeAll(async () => {
    api = await openTestApi()
    ask = await api.askAsAdmin()
    const credential = await ask('mutation ($input: AddCredentialInput!) { addCredential(input: $input) { id } }', {
      input: { name: 'key', username: 'deploy', privateKey: FAKE_KEY },
    })
    const server = await ask('mutation ($input: AddServerInput!) { addServer(input: $input) { id } }', {
      input: { name: 'web-1', host: 'web-1.example', credentialId: credential.data.addCredential.id },
    })
    const environment = { name: 'test', kind: 'TEST', path: '/srv/shop', serverIds: [server.data.addServer.id] }
    const project = await ask(
      'mutation ($input: AddProjectInput!) { addProject(input: $input) { environments { id } } }',
      {
        input: { title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments: [environment] },
      },
    )
    id = project.data.addProject.environments[0].id
  })
  afterAll(() => api.close())

  it('ships all at once until it is told otherwise, keeps what is left out, and forgets with null', async () => {
    expect((await update(undefined)).data.updateEnvironment.rollout).toEqual(plain)
    const rolling = {
      strategy: 'ROLLING',
      batch: ' 025% ',
      groups: ['db', 'web'],
      onceCommand: './migrate',
      guided: true,
    }
    const told = { ...plain, ...rolling, batch: '25%' }
    expect((await update(rolling)).data.updateEnvironment.rollout).toEqual(told)
    expect((await update(undefined)).data.updateEnvironment.rollout).toEqual(told)
    expect((await update(null)).data.updateEnvironment.rollout).toEqual(plain)
  })

  it.each([
    ['batch', '0'],
    ['batch', '-1'],
    ['batch', '101%'],
    ['batch', '1.5'],
    ['batch', '3 %'],
    ['canaryServers', '0%'],
    ['maxFailures', 'all'],
    ['maxFailures', '9999'],
    ['canaryWaitSeconds', 0],
    ['canaryWaitSeconds', 86_401],
    ['groups', ['']],
    ['groups', ['web', 'web']],
    ['groups', Array.from({ length: 21 }, (_, n) => `g${n}`)],
    ['onceCommand', 'a\u001b[2J'],
  ])('refuses %s %j by name', async (field, value) => {
    const { errors } = await update({ [field]: value })
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(JSON.stringify(errors[0]?.extensions)).toContain(`input.rollout.${field}`)
  })
})

describe('a release', () => {
  let database: Database
  let house: ReleaseHouse
  beforeAll(async () => {
    database = await openTestDatabase()
    house = await createReleaseHouse(database)
  })
  afterAll(async () => {
    house.close()
    await database.close()
  })
  const snapshotOf = async (id: string) =>
    (await house.prisma.release.findUniqueOrThrow({ where: { id } })).snapshot as unknown as ReleaseSnapshot

  it('fixes the environment’s rollout and the labels, or what it was told for itself', async () => {
    const { viewer, environmentId, servers } = await seedEnvironment(house)
    await house.prisma.environment.update({ where: { id: environmentId }, data: { rollout: { groups: ['web'] } } })
    await house.prisma.server.update({ where: { id: servers[1]?.id ?? '' }, data: { labels: ['web'] } })
    const input = { environmentId, revision: 'main' }
    const first = await snapshotOf((await house.releases.createRelease(viewer, input)).id)
    expect(first.rollout).toEqual({ ...plain, groups: ['web'] })
    expect(first.servers.map(({ labels }) => labels)).toEqual([[], ['web']])
    const rollout = { strategy: 'CANARY' as const, onceCommand: './migrate' }
    const { id } = await house.releases.createRelease(viewer, { ...input, rollout })
    expect((await snapshotOf(id)).rollout).toEqual({ ...plain, ...rollout })
    const steps = await house.prisma.step.findMany({ where: { releaseId: id }, orderBy: { position: 'asc' } })
    expect(steps.find(({ key }) => key === 'once')).toMatchObject({
      kind: 'HOOK',
      title: 'once',
      serverId: servers[0]?.id,
    })
  })

  it('is not retried with a command that ran once already', async () => {
    const { viewer, environmentId } = await seedEnvironment(house)
    const rollout = { onceCommand: './migrate' }
    const { id } = await house.releases.createRelease(viewer, { environmentId, revision: 'main', rollout })
    await house.prisma.release.update({ where: { id }, data: { status: 'FAILED' } })
    await house.prisma.releaseTarget.updateMany({ where: { releaseId: id }, data: { status: 'FAILED' } })
    await house.prisma.step.update({
      where: { releaseId_key: { releaseId: id, key: 'once' } },
      data: { status: 'SUCCEEDED' },
    })
    const retry = await house.releases.retryRelease(viewer, id)
    expect((await snapshotOf(retry.id)).rollout?.onceCommand).toBeNull()
  })
})
