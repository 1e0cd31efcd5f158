import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../support/execute.ts'
import { FAKE_KEY } from '../support/fake-adapters.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let developer: Ask
let places: { id: string }[]
let developerId: string
beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  const credential = await must(admin, 'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
    i: { name: 'deploy', username: 'deploy', privateKey: FAKE_KEY },
  })
  const server = { name: 'web', host: 'web.example', credentialId: credential.addCredential.id }
  const added = await must(admin, 'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', { i: server })
  const environment = (name: string) => ({
    ...{ name, kind: 'PRODUCTION', path: `/srv/${name}`, serverIds: [added.addServer.id] },
  })
  const shop = await must(admin, 'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }', {
    i: {
      title: 'Shop',
      repositoryUrl: 'https://git.example/shop.git',
      environments: [environment('live'), environment('other')],
    },
  })
  places = shop.addProject.environments
  developer = api.askAs(await api.enterAs('DEVELOPER'))
  developerId = (await must(developer, '{ viewer { id } }')).viewer.id
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

async function must(ask: Ask, document: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await ask(document, variables)
  expect(errors).toEqual([])
  return data
}
const place = (at: number) => places[at]?.id ?? ''
const mayShip = async (at: number) =>
  (await must(developer, 'query ($id: ID!) { environment(id: $id) { mayShip } }', { id: place(at) })).environment
    .mayShip
const ship = async (at: number) =>
  (
    await developer('mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }', {
      i: { environmentId: place(at), revision: 'main' },
    })
  ).errors.map(({ extensions }) => extensions.code)
const grant = (by: Ask, change: object = {}) =>
  by('mutation ($i: GrantAccessInput!) { grantAccess(input: $i) { id endsAt createdAt } }', {
    i: { environmentId: place(0), userId: developerId, hours: 2, reason: 'The night shift', ...change },
  })
const mayOperate = async () =>
  (await must(developer, '{ servers { nodes { mayOperate isProduction } } }')).servers.nodes
const revoke = (by: Ask, id: string) => by('mutation ($id: ID!) { revokeAccess(id: $id) { revokedAt } }', { id })

test('a developer ships where and while it was granted, and nowhere else', async () => {
  expect(await ship(0)).toEqual(['FORBIDDEN'])
  const { data } = await grant(admin)
  const { id, createdAt, endsAt } = data.grantAccess
  expect(Date.parse(endsAt) - Date.parse(createdAt)).toBe(2 * 3_600_000)
  expect(await mayShip(0)).toBe(true)
  expect(await ship(0)).toEqual([])
  expect(await mayShip(1)).toBe(false)
  expect(await ship(1)).toEqual(['FORBIDDEN'])

  await must(admin, 'mutation ($id: ID!) { revokeAccess(id: $id) { revokedAt } }', { id })
  expect(await mayShip(0)).toBe(false)
  expect(await ship(0)).toEqual(['FORBIDDEN'])
})

test('a developer works on a server by hand only where they may ship to all that uses it', async () => {
  const web = (yes: boolean) => [{ isProduction: true, mayOperate: yes }]
  const first = (await grant(admin)).data.grantAccess.id
  expect(await mayOperate()).toEqual(web(false))
  const second = (await grant(admin, { environmentId: place(1) })).data.grantAccess.id
  expect(await mayOperate()).toEqual(web(true))
  await revoke(admin, first)
  expect(await mayOperate()).toEqual(web(false))
  await revoke(admin, second)
})

test('it ends by itself', async () => {
  const { data } = await grant(admin)
  const { prisma } = api.services.database
  const past = new Date(Date.now() - 1)
  await prisma.accessGrant.update({ where: { id: data.grantAccess.id }, data: { endsAt: past } })
  // What is believed of a token is forgotten within a second, and at once when somebody says so.
  await must(admin, 'mutation ($id: ID!) { updateUser(id: $id, input: { displayName: "Dev" }) { id } }', {
    id: developerId,
  })
  expect(await ship(0)).toEqual(['FORBIDDEN'])
  const listed = await must(admin, 'query ($id: ID!) { environment(id: $id) { grants { id } } accessGrants { id } }', {
    id: place(0),
  })
  expect([listed.environment.grants, listed.accessGrants]).toEqual([[], []])
})

test('whoever has it may give it up, nobody else but operators may take it', async () => {
  const other = api.askAs(await api.enterAs('DEVELOPER'))
  const operator = api.askAs(await api.enterAs('OPERATOR'))
  const first = (await grant(admin)).data.grantAccess.id
  expect((await revoke(other, first)).errors[0]?.extensions.code).toBe('FORBIDDEN')
  expect(await mayShip(0)).toBe(true)
  expect((await revoke(developer, first)).errors).toEqual([])
  expect(await mayShip(0)).toBe(false)
  const second = (await grant(admin)).data.grantAccess.id
  expect((await revoke(operator, second)).errors).toEqual([])
  expect(await mayShip(0)).toBe(false)
})

test('a wrong request is told everything that is wrong with it', async () => {
  const viewerId = (await must(api.askAs(await api.enterAs('VIEWER')), '{ viewer { id } }')).viewer.id
  const nobody = '00000000-0000-7000-8000-000000000000'
  const fieldsOf = async (change: object) =>
    ((await grant(admin, change)).errors[0]?.extensions.fields as { path: string }[] | undefined)?.map(
      ({ path }) => path,
    )
  expect(await fieldsOf({ hours: 169, reason: ' ' })).toEqual(['input.hours', 'input.reason'])
  expect(await fieldsOf({ hours: 0 })).toEqual(['input.hours'])
  expect(await fieldsOf({ environmentId: nobody, userId: nobody })).toEqual(['input.environmentId', 'input.userId'])
  expect(await fieldsOf({ userId: viewerId })).toEqual(['input.userId'])
  expect((await grant(developer)).errors[0]?.extensions.code).toBe('FORBIDDEN')
})
