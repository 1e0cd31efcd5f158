import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../../apps/api/src/graphql/schema.ts'
import { activityKinds } from '../../../apps/api/src/modules/activity/activity.kinds.ts'
import { activityOfItself, activityOfMutations } from '../../support/activity-of-mutations.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {})

test('of every mutation it is said what it writes, or why nothing', () => {
  expect(Object.keys(activityOfMutations).sort()).toEqual(mutations.sort())
})

test('every kind is written by something', () => {
  const written = new Set<string>([...Object.values(activityOfMutations).flat(), ...activityOfItself])
  expect(activityKinds.filter((kind) => !written.has(kind))).toEqual([])
})

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let userId: string
beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  userId = (await admin('{ viewer { id } }')).data.viewer.id
})
afterAll(() => api.close())

interface Line {
  kind: string
  payload: { actorId: string | null; before?: object; after?: object; from?: { address?: string } }
}

/** Runs one mutation, and compares the lines that it wrote with what is said of it. */
async function does(document: string, variables: Record<string, unknown> = {}) {
  const before = await api.log.head('activity')
  const { data, errors } = await admin(`mutation ${document}`, variables)
  expect(errors, document).toEqual([])
  const [name = ''] = Object.keys(data)
  const lines = (await api.log.read('activity', { after: before, limit: 100 })) as unknown as Line[]
  const said = activityOfMutations[name] ?? []
  if (typeof said === 'string') expect(lines, `${name}: ${said}`).toEqual([])
  else {
    expect(lines.length, name).toBeGreaterThan(0)
    for (const { kind, payload } of lines) {
      expect(said, name).toContain(kind)
      expect(payload).toMatchObject({ actorId: userId, from: { address: '192.0.2.1' } })
    }
  }
  const changed = lines.at(-1)?.payload
  return { data: data[name], before: changed?.before, after: changed?.after }
}

/** What must be in no line, however it came into Sendoff. */
const SECRETS = [
  'hunter2-password',
  'hunter3-password',
  'hunter4-password',
  'pw-of-a-hook',
  'secret-variable-value',
  'correct horse',
]

test('what a fair part of the mutations writes is what is said, with what differs and no secret', async () => {
  const id = async (document: string, variables?: Record<string, unknown>) =>
    (await does(document, variables)).data.id as string
  const user = await id(
    '{ addUser(input: { username: "eve", displayName: "Eve", password: "hunter2-password", role: VIEWER }) { id } }',
  )
  const promoted = await does(
    '($id: ID!) { updateUser(id: $id, input: { role: OPERATOR, displayName: "Eve", password: "hunter3-password" }) { id } }',
    { id: user },
  )
  expect(promoted).toMatchObject({
    before: { role: 'VIEWER', password: 'the former' },
    after: { role: 'OPERATOR', password: 'another' },
  })
  expect(promoted.after).not.toHaveProperty('displayName')
  const token = await does('{ createApiToken(input: { name: "ci" }) { apiToken { id } token } }')
  await does('($id: ID!) { revokeApiToken(id: $id) }', { id: token.data.apiToken.id })
  const credential = await id(
    '{ addCredential(input: { name: "key", username: "deploy", password: "hunter4-password" }) { id } }',
  )
  expect(
    await does(
      '($id: ID!) { updateCredential(id: $id, input: { username: "root", password: "hunter2-password" }) { id } }',
      { id: credential },
    ),
  ).toMatchObject({
    before: { username: 'deploy', secret: 'the former' },
    after: { username: 'root', secret: 'another' },
  })
  const server = await id(
    '($c: ID!) { addServer(input: { name: "web-1", host: "10.0.0.1", credentialId: $c }) { id } }',
    { c: credential },
  )
  expect(
    await does('($id: ID!) { updateServer(id: $id, input: { host: "10.0.0.2", labels: ["web"] }) { id } }', {
      id: server,
    }),
  ).toMatchObject({
    before: { host: '10.0.0.1', labels: [] },
    after: { host: '10.0.0.2', labels: ['web'] },
  })
  const project = await id(
    '($s: ID!) { addProject(input: { title: "Shop", repositoryUrl: "https://git.example/shop.git", environments: [{ name: "test", kind: TEST, path: "/srv/shop", serverIds: [$s], variables: [{ name: "KEY", value: "secret-variable-value", secret: true }] }] }) { id } }',
    { s: server },
  )
  expect(
    (await does('($id: ID!) { updateProject(id: $id, input: { title: "Shops" }) { id } }', { id: project })).after,
  ).toEqual({ title: 'Shops' })
  const { data } = await admin('($id: ID!) { project(id: $id) { environments { id } } }'.replace('(', 'query ('), {
    id: project,
  })
  const environment = data.project.environments[0].id
  expect(
    (await does('($id: ID!) { updateEnvironment(id: $id, input: { keepReleases: 3 }) { id } }', { id: environment }))
      .after,
  ).toEqual({ keepReleases: 3 })
  await does('($id: ID!) { lockEnvironment(id: $id, reason: "audit") { id } }', { id: environment })
  await does('($id: ID!) { unlockEnvironment(id: $id) { id } }', { id: environment })
  const roomId = await id('{ createRoom(name: "Ops") { id } }')
  expect((await does('($id: ID!) { updateRoom(id: $id, topic: "On call") { id } }', { id: roomId })).after).toEqual({
    topic: 'On call',
  })
  const message = await id(
    '($r: ID!) { sendMessage(input: { roomId: $r, text: "pw-of-a-hook", clientId: "1" }) { id } }',
    { r: roomId },
  )
  await does('($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }', { m: message })
  await does('($r: ID!, $u: ID!) { addRoomMember(roomId: $r, userId: $u) { id } }', { r: roomId, u: user })
  await does('($r: ID!) { closeRoomConnections(roomId: $r) }', { r: roomId })
  await does('($r: ID!, $u: ID!) { removeRoomMember(roomId: $r, userId: $u) { id } }', { r: roomId, u: user })
  const { rows } = await api.database.sql.query(
    `SELECT payload::text AS line FROM "StreamEvent" WHERE "streamId" = 'activity'`,
  )
  const all = rows.map(({ line }) => line).join('\n')
  for (const secret of [...SECRETS, token.data.token]) expect(all).not.toContain(secret)
  for await (const batch of await api.services.activity.exportActivity(await viewer(), {}, 'jsonl')) {
    for (const secret of SECRETS) expect(JSON.stringify(batch)).not.toContain(secret)
  }
})

const viewer = async () => {
  const found = await api.database.prisma.user.findUniqueOrThrow({ where: { id: userId } })
  return { ...found, userId, sessionId: null, apiTokenId: null }
}
