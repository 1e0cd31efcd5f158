import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../support/execute.ts'
import { FAKE_KEY } from '../support/fake-adapters.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let id: string
beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  const { addCredential } = await ask('mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
    i: { name: 'deploy', username: 'deploy', privateKey: FAKE_KEY },
  })
  const server = { name: 'web', host: 'web.example', credentialId: addCredential.id }
  const { addServer } = await ask('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', { i: server })
  const environment = { name: 'test', kind: 'TEST', path: '/srv/shop', serverIds: [addServer.id] }
  const { addProject } = await ask(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments: [environment] } },
  )
  id = addProject.environments[0].id
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

async function ask(document: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await admin(document, variables)
  expect(errors).toEqual([])
  return data
}

const save = (variables: object[]) =>
  ask(
    `mutation ($id: ID!, $v: [VariableInput!]) {
      updateEnvironment(id: $id, input: { variables: $v }) { variablesVersion variables { name secret value scope } }
    }`,
    { id, v: variables },
  )
const restore =
  'mutation ($id: ID!, $n: Int!) { restoreVariables(environmentId: $id, version: $n) { variablesVersion } }'
const history = `query ($id: ID!, $first: Int, $after: String) {
  environment(id: $id) { variableHistory(first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage }
    nodes { number restored changedBy { username } changes {
      name before { secret scope value } after { secret scope value }
    } }
  } }
}`
const readHistory = async (page: { first?: number; after?: string } = {}) =>
  (await ask(history, { id, ...page })).environment.variableHistory
const opened = async (version?: number) =>
  (await api.services.environments.openVariables(id, version)).map(
    ({ name, value, scope }) => `${name}=${value} ${scope}`,
  )

const plain = (value: string, scope = 'BOTH') => ({ secret: false, scope, value })
const secret = { secret: true, scope: 'BOTH', value: null }

describe('the history of variables', () => {
  test('tells each change by who, before and after, never a secret', async () => {
    await save([
      { name: 'A', value: '1' },
      { name: 'TOKEN', value: 'hush-1', secret: true },
    ])
    await save([
      { name: 'A', value: '2', scope: 'BUILD' },
      { name: 'TOKEN', value: 'hush-2', secret: true },
    ])
    const { updateEnvironment } = await save([
      { name: 'A', value: '2' },
      { name: 'B', value: '' },
    ])
    expect(updateEnvironment).toEqual({
      variablesVersion: 3,
      variables: [
        { name: 'A', secret: false, value: '2', scope: 'BUILD' },
        { name: 'B', secret: false, value: '', scope: 'BOTH' },
      ],
    })
    const by = { restored: null, changedBy: { username: 'admin' } }
    expect((await readHistory()).nodes).toEqual([
      {
        ...by,
        number: 3,
        changes: [
          { name: 'B', before: null, after: plain('') },
          { name: 'TOKEN', before: secret, after: null },
        ],
      },
      {
        ...by,
        number: 2,
        changes: [
          { name: 'A', before: plain('1'), after: plain('2', 'BUILD') },
          { name: 'TOKEN', before: secret, after: secret },
        ],
      },
      {
        ...by,
        number: 1,
        changes: [
          { name: 'A', before: null, after: plain('1') },
          { name: 'TOKEN', before: null, after: secret },
        ],
      },
    ])
  })

  test('has no version where nothing changed, not even for a secret that is typed again', async () => {
    await save([{ name: 'TOKEN', value: 'same', secret: true }])
    const { totalCount } = await readHistory()
    await save([{ name: 'TOKEN', value: 'same', secret: true }])
    await save([{ name: 'TOKEN', secret: true }])
    expect(await readHistory()).toMatchObject({ totalCount })
  })

  test('puts a version back, secrets with the values they had, as a version of its own', async () => {
    await save([
      { name: 'A', value: 'first', scope: 'RUNTIME' },
      { name: 'TOKEN', value: 'then', secret: true },
    ])
    const { totalCount: then } = await readHistory()
    await save([
      { name: 'TOKEN', value: 'now', secret: true },
      { name: 'LATER', value: 'x' },
    ])
    const { restoreVariables } = await ask(restore, { id, n: then })
    expect(restoreVariables).toEqual({ variablesVersion: then + 2 })
    expect(await opened()).toEqual(['A=first RUNTIME', 'TOKEN=then BOTH'])
    expect(await opened(then + 1)).toEqual(['LATER=x BOTH', 'TOKEN=now BOTH'])
    expect((await readHistory({ first: 1 })).nodes[0]).toMatchObject({ number: then + 2, restored: then })
    await ask(restore, { id, n: then })
    expect(await readHistory()).toMatchObject({ totalCount: then + 2 })
    for (const n of [0, -1, then + 3, 2 ** 31 - 1]) {
      const { errors } = await admin(restore, { id, n })
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'version' }] })
    }
  })

  test('hides what was written in the clear once it is marked as a secret', async () => {
    await save([{ name: 'OOPS', value: 'was-visible' }])
    await save([{ name: 'OOPS', value: 'was-visible', secret: true }])
    expect(JSON.stringify(await readHistory({ first: 100 }))).not.toContain('was-visible')
    const rows = await api.database.prisma.environmentVariable.findMany({ where: { name: 'OOPS' } })
    expect(rows.map(({ value }) => value)).toEqual([null, null])
    expect(await opened(rows[0]?.since)).toEqual(['OOPS=was-visible BOTH'])
  })

  test('is read page by page', async () => {
    const all = await readHistory({ first: 100 })
    const first = await readHistory({ first: 2 })
    const rest = await readHistory({ first: 100, after: first.pageInfo.endCursor })
    expect(first.pageInfo.hasNextPage).toBe(true)
    expect([...first.nodes, ...rest.nodes]).toEqual(all.nodes)
  })

  test('two who save at once make two versions, and one value holds', async () => {
    await Promise.all(['a', 'b', 'c'].map((value) => save([{ name: 'RACE', value }])))
    const now = await api.database.prisma.environmentVariable.findMany({ where: { name: 'RACE', until: null } })
    expect(now).toHaveLength(1)
    expect((await readHistory({ first: 3 })).nodes.flatMap((node: { changes: object[] }) => node.changes)).toHaveLength(
      4,
    )
  })
})
