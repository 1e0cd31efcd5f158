import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../support/execute.ts'
import { COMMIT, FAKE_FINGERPRINT, FAKE_KEY } from '../support/fake-adapters.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let credentialId: string

const addServerDocument = 'mutation ($input: AddServerInput!) { addServer(input: $input) { id } }'
const addProjectDocument = `mutation ($input: AddProjectInput!) { addProject(input: $input) { id environments { id } } }`
const updateEnvironment = `mutation ($id: ID!, $input: EnvironmentInput!) {
  updateEnvironment(id: $id, input: $input) { buildCommand variables { name secret value } servers { name } }
}`
const code = (answer: { errors: { extensions: Record<string, unknown> }[] }) => answer.errors[0]?.extensions.code

async function succeed(ask: Ask, document: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await ask(document, variables)
  expect(errors).toEqual([])
  return data
}

let count = 0
async function addServer(input: Record<string, unknown> = {}): Promise<string> {
  const name = `server-${++count}`
  const data = await succeed(admin, addServerDocument, {
    input: { name, host: `${name}.example`, credentialId, ...input },
  })
  return data.addServer.id
}

async function addProject(environment: Record<string, unknown>) {
  const input = {
    title: `project-${++count}`,
    repositoryUrl: 'https://git.example/shop.git',
    environments: [{ name: 'test', kind: 'TEST', path: `/srv/app-${count}`, ...environment }],
  }
  const { addProject } = await succeed(admin, addProjectDocument, { input })
  return { id: addProject.id as string, environmentId: addProject.environments[0].id as string, title: input.title }
}

beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  const input = { name: 'deploy', username: 'deploy', privateKey: FAKE_KEY }
  const data = await succeed(
    admin,
    `mutation ($input: AddCredentialInput!) { addCredential(input: $input) { id kind publicKeyFingerprint } }`,
    { input },
  )
  expect(data.addCredential).toMatchObject({ kind: 'PRIVATE_KEY', publicKeyFingerprint: FAKE_FINGERPRINT })
  credentialId = data.addCredential.id
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

describe('servers', () => {
  const check = 'mutation ($id: ID!) { checkServer(id: $id) { ok code hostKeyFingerprint facts { cpus } } }'
  const trust =
    'mutation ($id: ID!, $fingerprint: String!) { trustHostKey(serverId: $id, fingerprint: $fingerprint) { hostKeyFingerprint } }'

  test('a key is trusted only after a check has seen exactly that one', async () => {
    const id = await addServer()
    expect(code(await admin(trust, { id, fingerprint: FAKE_FINGERPRINT }))).toBe('CONFLICT')
    expect((await succeed(admin, check, { id })).checkServer).toEqual({
      ok: false,
      code: 'HOST_KEY_UNKNOWN',
      hostKeyFingerprint: FAKE_FINGERPRINT,
      facts: null,
    })
    expect(code(await admin(trust, { id, fingerprint: `SHA256:${'B'.repeat(43)}` }))).toBe('CONFLICT')
    expect((await succeed(admin, trust, { id, fingerprint: FAKE_FINGERPRINT })).trustHostKey.hostKeyFingerprint).toBe(
      FAKE_FINGERPRINT,
    )
    expect((await succeed(admin, check, { id })).checkServer).toMatchObject({
      ok: true,
      code: null,
      facts: { cpus: 2 },
    })
  })

  test('a new address drops the trusted key and the last check', async () => {
    const id = await addServer({ hostKeyFingerprint: FAKE_FINGERPRINT })
    await succeed(admin, check, { id })
    const moved = `mutation ($id: ID!) { updateServer(id: $id, input: { host: "elsewhere" }) { hostKeyFingerprint lastCheck { ok } } }`
    expect((await succeed(admin, moved, { id })).updateServer).toEqual({ hostKeyFingerprint: null, lastCheck: null })
  })

  test('a key that was seen on another way is not offered any more', async () => {
    const outer = await addServer({ hostKeyFingerprint: FAKE_FINGERPRINT })
    const id = await addServer()
    await succeed(admin, check, { id })
    const rerouted = `mutation ($id: ID!, $via: ID) { updateServer(id: $id, input: { jumpServerId: $via }) { lastCheck { ok } } }`
    expect((await succeed(admin, rerouted, { id, via: outer })).updateServer).toEqual({ lastCheck: null })
    expect(code(await admin(trust, { id, fingerprint: FAKE_FINGERPRINT }))).toBe('CONFLICT')
    expect((await succeed(admin, check, { id })).checkServer.code).toBe('HOST_KEY_UNKNOWN')
    await succeed(admin, trust, { id, fingerprint: FAKE_FINGERPRINT })
  })

  test('a cursor that nobody gave out is refused', async () => {
    const after = Buffer.from(JSON.stringify('a\0b')).toString('base64url')
    const query = 'query ($after: String) { servers(after: $after) { nodes { id } } }'
    expect(code(await admin(query, { after }))).toBe('BAD_USER_INPUT')
  })

  test('the way to a server behind others is resolved with every secret, and may not be a ring', async () => {
    const outer = await addServer({ hostKeyFingerprint: FAKE_FINGERPRINT })
    const inner = await addServer({ jumpServerId: outer })
    expect(await api.services.servers.addressOf(inner)).toMatchObject({
      id: inner,
      username: 'deploy',
      auth: { privateKey: FAKE_KEY },
      jump: { id: outer, hostKeyFingerprint: FAKE_FINGERPRINT, jump: null },
    })
    const jump = `mutation ($id: ID!, $via: ID) { updateServer(id: $id, input: { jumpServerId: $via }) { id } }`
    for (const via of [outer, inner]) {
      const ring = await admin(jump, { id: outer, via })
      expect(ring.errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'input.jumpServerId' }],
      })
    }
    expect(code(await admin('mutation ($id: ID!) { removeServer(id: $id) }', { id: outer }))).toBe('CONFLICT')
    await succeed(admin, jump, { id: inner, via: null })
    await succeed(admin, 'mutation ($id: ID!) { removeServer(id: $id) }', { id: outer })
  })

  test('pages go on where they were when a server in between is removed', async () => {
    for (const name of ['page-a', 'page-b', 'page-c', 'page-d']) await addServer({ name, labels: ['paged'] })
    const list = `query ($after: String) {
      servers(first: 2, after: $after, label: "paged") { nodes { id name } totalCount pageInfo { endCursor hasNextPage hasPreviousPage } }
    }`
    const { servers: first } = await succeed(admin, list)
    expect(first).toMatchObject({ totalCount: 4, nodes: [{ name: 'page-a' }, { name: 'page-b' }] })
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    await succeed(admin, 'mutation ($id: ID!) { removeServer(id: $id) }', { id: first.nodes[1].id })
    const { servers: second } = await succeed(admin, list, { after: first.pageInfo.endCursor })
    expect(second).toMatchObject({ totalCount: 3, nodes: [{ name: 'page-c' }, { name: 'page-d' }] })
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test('answers the very servers that are asked for, in a page’s worth at most', async () => {
    const named = 'query ($ids: [ID!]) { servers(ids: $ids) { nodes { name } totalCount } }'
    const ids = [await addServer({ name: 'asked-b' }), await addServer({ name: 'asked-a' })]
    const asked = async (list: unknown) => (await succeed(admin, named, { ids: list })).servers
    const both = { totalCount: 2, nodes: [{ name: 'asked-a' }, { name: 'asked-b' }] }
    expect(await asked([...ids, crypto.randomUUID(), "' OR 1=1", ids[0]])).toEqual(both)
    expect(await asked([])).toEqual({ totalCount: 0, nodes: [] })
    expect((await asked(null)).totalCount).toBeGreaterThan(2)
    const [error] = (await admin(named, { ids: Array.from({ length: 101 }, () => ids[0]) })).errors
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'ids' }] })
  })

  test('search means what was typed', async () => {
    await addServer({ name: '50%_off' })
    await addServer({ name: '50xyoff' })
    const { servers } = await succeed(admin, '{ servers(search: "50%_OFF") { nodes { name } } }')
    expect(servers.nodes).toEqual([{ name: '50%_off' }])
  })
})

describe('credentials', () => {
  test('secrets come out of no query, and lie sealed in the database', async () => {
    await succeed(
      admin,
      `mutation { addCredential(input: { name: "pw", username: "u", password: "hunter2hunter2" }) { id } }`,
    )
    const { rows } = await api.database.sql.query('SELECT * FROM "Credential"')
    expect(JSON.stringify(rows)).not.toContain('hunter2hunter2')
    const { rows: events } = await api.database.sql.query('SELECT payload FROM "StreamEvent"')
    expect(JSON.stringify(events)).not.toContain('hunter2hunter2')
  })

  test('one that is used cannot be removed', async () => {
    await addServer()
    const removed = await admin('mutation ($id: ID!) { removeCredential(id: $id) }', { id: credentialId })
    expect(code(removed)).toBe('CONFLICT')
  })
})

describe('projects and environments', () => {
  test('a repository that does not answer is named with the field, and nothing is saved', async () => {
    api.world.repository = { ok: false, code: 'NAME_NOT_FOUND', message: 'There is no host of this name.' }
    const input = { title: 'unreachable', repositoryUrl: 'https://nowhere.example/x.git' }
    const refused = await admin(addProjectDocument, { input })
    api.world.repository = { ok: true, empty: false }
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: 'UNREACHABLE',
      reason: 'NAME_NOT_FOUND',
      fields: [{ path: 'input.repositoryUrl' }],
    })
    expect((await succeed(admin, '{ projects(search: "unreachable") { totalCount } }')).projects.totalCount).toBe(0)
  })

  test('a directory of a server belongs to one environment', async () => {
    const serverId = await addServer()
    await addProject({ path: '/srv/taken/', serverIds: [serverId] })
    for (const path of ['/srv//taken', '/srv/taken/shared/x', '/srv/./taken']) {
      const input = {
        title: 'second',
        repositoryUrl: 'https://git.example/shop.git',
        environments: [{ name: 'test', kind: 'TEST', path, serverIds: [serverId] }],
      }
      const refused = await admin(addProjectDocument, { input })
      expect(refused.errors[0]?.extensions).toMatchObject({
        code: 'CONFLICT',
        conflictsWith: { field: 'input.environments.0.path', serverId },
      })
    }
    expect((await succeed(admin, '{ projects(search: "second") { totalCount } }')).projects.totalCount).toBe(0)
  })

  test('a release on its way keeps its directory and its servers, wherever its environment has moved meanwhile', async () => {
    const [serverId, other] = [await addServer(), await addServer()]
    const first = await addProject({ path: '/srv/moving', serverIds: [serverId] })
    const { createRelease } = await succeed(
      admin,
      'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }',
      { input: { environmentId: first.environmentId, revision: 'main' } },
    )
    await succeed(admin, updateEnvironment, {
      id: first.environmentId,
      input: { path: '/srv/moved', serverIds: [other] },
    })
    const second = await addProject({ path: '/srv/elsewhere', serverIds: [serverId] })
    const moveIn = () => admin(updateEnvironment, { id: second.environmentId, input: { path: '/srv/moving/shared/x' } })
    expect((await moveIn()).errors[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      conflictsWith: { field: 'input.path', releaseId: createRelease.id, serverId },
    })
    await succeed(admin, 'mutation ($id: ID!) { removeProject(id: $id) }', { id: second.id })
    const remove = () => admin('mutation ($id: ID!) { removeServer(id: $id) }', { id: serverId })
    expect(code(await remove())).toBe('CONFLICT')
    await succeed(admin, 'mutation ($id: ID!) { cancelRelease(id: $id) { id } }', { id: createRelease.id })
    expect((await remove()).errors).toEqual([])
  })

  test('every mistake in an environment is told at once', async () => {
    const input = {
      title: 'mistakes',
      repositoryUrl: 'https://git.example/shop.git',
      environments: [
        { kind: 'TEST', path: 'relative', serverIds: [], keepReleases: 0, sharedPaths: ['ok/', '../etc'] },
      ],
    }
    const { errors } = await admin(addProjectDocument, { input })
    const fields = errors[0]?.extensions.fields as { path: string }[] | undefined
    const paths = fields?.map((f) => f.path.replace('input.environments.0.', ''))
    expect(paths?.sort()).toEqual(['keepReleases', 'name', 'path', 'serverIds', 'sharedPaths.1'])
  })

  test('what is left out of an update stays; null ends a command; a secret keeps its value', async () => {
    const serverId = await addServer()
    const { environmentId: id } = await addProject({
      serverIds: [serverId],
      buildCommand: 'make\nmake test',
      variables: [
        { name: 'PLAIN', value: 'a "b" $(c)' },
        { name: 'TOKEN', value: 's3cret-value', secret: true },
      ],
    })
    const kept = await succeed(admin, updateEnvironment, { id, input: { keepReleases: 3 } })
    expect(kept.updateEnvironment.buildCommand).toBe('make\nmake test')
    const variables = [{ name: 'TOKEN', secret: true }]
    const changed = await succeed(admin, updateEnvironment, { id, input: { buildCommand: null, variables } })
    expect(changed.updateEnvironment).toMatchObject({
      buildCommand: null,
      variables: [{ name: 'TOKEN', secret: true, value: null }],
    })
    expect(await api.services.environments.openVariables(id)).toEqual([
      { name: 'TOKEN', value: 's3cret-value', secret: true, scope: 'BOTH' },
    ])
    const missing = await admin(updateEnvironment, { id, input: { variables: [{ name: 'NEW', secret: true }] } })
    expect(missing.errors[0]?.extensions).toMatchObject({ fields: [{ path: 'input.variables.0.value' }] })
  })

  test('a server that is used cannot be removed; removing the project frees it', async () => {
    const serverId = await addServer()
    const project = await addProject({ serverIds: [serverId] })
    const remove = 'mutation ($id: ID!) { removeServer(id: $id) }'
    const refused = await admin(remove, { id: serverId })
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      conflictsWith: { environments: [`${project.title} / test`] },
    })
    await succeed(admin, 'mutation ($id: ID!) { removeProject(id: $id) }', { id: project.id })
    await succeed(admin, remove, { id: serverId })
  })

  test('a lock holds until it is taken off or over', async () => {
    const { environmentId: id } = await addProject({ serverIds: [await addServer()] })
    const lock = `mutation ($id: ID!, $until: DateTime) {
      lockEnvironment(id: $id, reason: "audit", until: $until) { lock { reason by { username } until } }
    }`
    expect((await succeed(admin, lock, { id })).lockEnvironment.lock).toEqual({
      reason: 'audit',
      by: { username: 'admin' },
      until: null,
    })
    expect(code(await admin(lock, { id }))).toBe('CONFLICT')
    const unlocked = await succeed(admin, 'mutation ($id: ID!) { unlockEnvironment(id: $id) { lock { reason } } }', {
      id,
    })
    expect(unlocked.unlockEnvironment.lock).toBeNull()
    expect(code(await admin(lock, { id, until: '2001-01-01T00:00:00Z' }))).toBe('BAD_USER_INPUT')
  })

  test('tells branches, tags, commits and what would ship', async () => {
    const { id, environmentId } = await addProject({ serverIds: [await addServer()] })
    const { fetchRevisions } = await succeed(
      admin,
      'mutation ($id: ID!) { fetchRevisions(projectId: $id) { defaultBranch tags { name } commits(branch: "main") { subject } } }',
      { id },
    )
    expect(fetchRevisions).toEqual({ defaultBranch: 'main', tags: [{ name: 'v1' }], commits: [{ subject: 'Begin' }] })
    const preview =
      'query ($id: ID!, $revision: String!) { environment(id: $id) { wouldShip(revision: $revision) { commit liveCommit } } }'
    const { environment } = await succeed(admin, preview, { id: environmentId, revision: 'v1' })
    expect(environment.wouldShip).toEqual({ commit: COMMIT, liveCommit: null })
    for (const revision of ['gone', '--upload-pack=x', 'HEAD~1', '']) {
      const refused = await admin(preview, { id: environmentId, revision })
      expect(refused.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'revision' }] })
    }
  })
})

test('every change is written down with who did it', async () => {
  const { activity } = await succeed(
    admin,
    '{ activity(after: 0, limit: 500) { headSeq events { seq kind actor subject } } }',
  )
  expect(activity.events.map((e: { seq: number }) => e.seq)).toEqual(
    activity.events.map((_: unknown, i: number) => i + 1),
  )
  expect(activity.headSeq).toBe(activity.events.length)
  const kinds = new Set(activity.events.map((e: { kind: string }) => e.kind))
  for (const kind of ['credential.added', 'server.added', 'server.hostKeyTrusted', 'server.removed', 'project.added']) {
    expect(kinds).toContain(kind)
  }
})
