import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase } from '../support/database.ts'
import { type Ask, openTestApi } from '../support/execute.ts'

let database: Awaited<ReturnType<typeof openTestDatabase>>
let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let serverIds: string[]

beforeAll(async () => {
  database = await openTestDatabase()
  api = await openTestApi({ database })
  admin = await api.askAsAdmin()
  const { data } = await admin('mutation { addCredential(input: { name: "c", username: "u", password: "p" }) { id } }')
  const server = await admin(
    'mutation ($c: ID!) { addServer(input: { name: "s", host: "h.example", credentialId: $c }) { id } }',
    { c: (data as { addCredential: { id: string } }).addCredential.id },
  )
  serverIds = [(server.data as { addServer: { id: string } }).addServer.id]
})
afterAll(() => api?.close())

const withHeader = (name: string, value: string) => ({
  http: { from: 'SENDOFF', url: 'https://{host}/health', headers: [{ name, value }] },
})
const addProject = (title: string, healthCheck: object) =>
  admin('mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }', {
    i: {
      ...{ title, repositoryUrl: 'https://git.example/shop.git' },
      environments: [{ name: 'test', kind: 'TEST', path: `/srv/${title}`, serverIds, healthCheck }],
    },
  })
const paths = (errors: { extensions: Record<string, unknown> }[]) =>
  errors.flatMap(({ extensions }) => (extensions.fields as { path: string }[]).map(({ path }) => path))

it('takes no secret in clear for a header, from anybody and anywhere, and lets what was stored before be', async () => {
  const typed = await addProject('Typed', withHeader('Authorization', 'Bearer abc'))
  expect(paths(typed.errors)).toEqual(['input.environments.0.healthCheck.http.headers.0.value'])
  const named = await addProject('named', withHeader('Authorization', 'Bearer {{TOKEN}}'))
  expect(named.errors).toEqual([])
  const id = (named.data as { addProject: { environments: { id: string }[] } }).addProject.environments[0]?.id ?? ''

  const save = (input: object) =>
    admin(
      `mutation ($id: ID!, $i: EnvironmentInput!) {
        updateEnvironment(id: $id, input: $i) { keepReleases healthCheck { http { headers { name value } } } } }`,
      { id, i: input },
    )
  const { errors } = await save({ healthCheck: withHeader('X-Api-Key', 'abc') })
  expect(paths(errors)).toEqual(['input.healthCheck.http.headers.0.value'])
  expect(errors[0]?.message).toContain('{{NAME}}')

  // As it was stored by a version that took it.
  const { healthCheck } = await database.prisma.environment.findUniqueOrThrow({ where: { id } })
  const { http, ...rest } = healthCheck as { http: object }
  const headers = [{ name: 'X-Api-Key', value: 'old' }]
  await database.prisma.environment.update({
    where: { id },
    data: { healthCheck: { ...rest, http: { ...http, headers } } },
  })
  const unchanged = await save({ keepReleases: 9, healthCheck: withHeader('X-Api-Key', 'old') })
  expect(unchanged).toMatchObject({
    errors: [],
    data: { updateEnvironment: { keepReleases: 9, healthCheck: { http: { headers } } } },
  })
  expect(paths((await save({ healthCheck: withHeader('X-Api-Key', 'new') })).errors)).toHaveLength(1)
  expect(paths((await save({ healthCheck: withHeader('X-Api-Token', 'old') })).errors)).toHaveLength(1)
  expect((await save({ healthCheck: withHeader('X-Api-Key', '{{KEY}}') })).errors).toEqual([])
  // Once it is gone it does not come back.
  expect(paths((await save({ healthCheck: withHeader('X-Api-Key', 'old') })).errors)).toHaveLength(1)
})
