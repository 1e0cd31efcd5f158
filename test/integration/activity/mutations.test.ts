import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../../apps/api/src/graphql/schema.ts'
import { factsTold } from '../../../apps/api/src/modules/activity/activity.facts.ts'
import { type ActivityKind, activityKinds } from '../../../apps/api/src/modules/activity/activity.kinds.ts'
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
  kind: ActivityKind
  payload: { actorId: string | null; subjectId?: string; before?: object; after?: object; from?: { address?: string } }
}

/** Which of the two a line carries. */
const carried = ({ before, after }: Line['payload']) => [...(before ? ['before'] : []), ...(after ? ['after'] : [])]

/** Of what has no id: the one calendar. */
const WITHOUT_ID = ['calendar.changed']

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
      expect(carried(payload), kind).toEqual(factsTold(kind))
      expect(payload).toMatchObject({ actorId: userId, from: { address: '192.0.2.1' } })
      expect(typeof payload.subjectId, kind).toBe(WITHOUT_ID.includes(kind) ? 'undefined' : 'string')
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
  // Of variables and health checks that they are other ones, and no more.
  const check = '{ http: { from: SENDOFF, url: "https://shop.example/?key=hunter2-password" } }'
  const variables = '[{ name: "KEY", secret: true, value: "correct horse" }, { name: "PLAIN", value: "pw-of-a-hook" }]'
  expect(
    await does(
      `($id: ID!) { updateEnvironment(id: $id, input: { keepReleases: 4, variables: ${variables}, healthCheck: ${check} }) { id } }`,
      { id: environment },
    ),
  ).toMatchObject({
    before: { keepReleases: 3, variables: { KEY: 'the former' }, healthCheck: null },
    after: { keepReleases: 4, variables: { KEY: 'another', PLAIN: 'added' }, healthCheck: 'another' },
  })
  const restored = { variables: { KEY: 'another' } }
  expect(
    await does('($id: ID!) { restoreVariables(environmentId: $id, version: 1) { id } }', { id: environment }),
  ).toMatchObject({ before: { variables: { KEY: 'the former', PLAIN: 'the former' } }, after: restored })
  const lock = { reason: 'audit', until: null }
  expect(
    await does('($id: ID!) { lockEnvironment(id: $id, reason: "audit") { id } }', { id: environment }),
  ).toMatchObject({ before: { lock: null }, after: { lock } })
  expect(await does('($id: ID!) { unlockEnvironment(id: $id) { id } }', { id: environment })).toMatchObject({
    before: { lock },
    after: { lock: null },
  })
  const granted = await does(
    '($e: ID!, $u: ID!) { grantAccess(input: { environmentId: $e, userId: $u, hours: 2, reason: "r" }) { id } }',
    { e: environment, u: user },
  )
  expect(granted.after).toEqual({ startsAt: expect.any(String), endsAt: expect.any(String) })
  expect(await does('($id: ID!) { revokeAccess(id: $id) { id } }', { id: granted.data.id })).toMatchObject({
    before: { revokedAt: null },
    after: { revokedAt: expect.any(String) },
  })
  expect(await does('($s: ID!) { pauseMonitoring(serverId: $s, paused: true) { id } }', { s: server })).toMatchObject({
    before: { state: 'PENDING' },
    after: { state: 'PAUSED' },
  })
  const hook = await does(
    '($p: ID!, $e: ID!) { addIncomingHook(input: { projectId: $p, name: "gh", provider: GITHUB, rules: [{ kind: BRANCH, pattern: "main", environmentId: $e }] }) { hook { id } secret } }',
    { p: project, e: environment },
  )
  expect(await does('($id: ID!) { renewIncomingSecret(id: $id) { secret } }', { id: hook.data.hook.id })).toMatchObject(
    { before: { secret: 'the former' }, after: { secret: 'another' } },
  )
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
  const gone = async (mutation: string, subject: string) =>
    (await does(`($id: ID!) { ${mutation}(id: $id) }`, { id: subject })).before
  expect(await gone('removeIncomingHook', hook.data.hook.id)).toMatchObject({ name: 'gh', provider: 'GITHUB' })
  expect(await gone('removeEnvironment', environment)).toEqual({
    ...{ name: 'test', kind: 'TEST', path: '/srv/shop', serverIds: [server] },
  })
  expect(await gone('removeProject', project)).toMatchObject({ title: 'Shops', credentialId: null })
  expect(await gone('removeServer', server)).toMatchObject({ name: 'web-1', host: '10.0.0.2', labels: ['web'] })
  expect(await gone('removeCredential', credential)).toEqual({ name: 'key', username: 'root', kind: 'PASSWORD' })
  const { rows } = await api.database.sql.query(
    `SELECT payload::text AS line FROM "StreamEvent" WHERE "streamId" = 'activity'`,
  )
  const all = rows.map(({ line }) => line).join('\n')
  for (const secret of [...SECRETS, token.data.token]) expect(all).not.toContain(secret)
  for await (const batch of await api.services.activity.exportActivity(await viewer(), {}, 'jsonl')) {
    for (const secret of SECRETS) expect(JSON.stringify(batch)).not.toContain(secret)
  }
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const tomorrow = inDays(1)
const dayAfter = inDays(2)

test('what is changed is told as it was and as it is: polls, shows, rules, templates, freezes, notifications, people', async () => {
  const make = async (document: string, variables?: Record<string, unknown>) =>
    (await does(document, variables)).data.id as string
  const facts = async (document: string, variables: Record<string, unknown>) => {
    const { before, after } = await does(document, variables)
    return { before, after }
  }
  const poll = await make('{ createPoll(input: { question: "Where?", options: ["a", "b"] }) { id } }')
  expect(await facts('($id: ID!) { updatePoll(id: $id, input: { question: "When?" }) { id } }', { id: poll })).toEqual({
    before: { question: 'Where?' },
    after: { question: 'When?' },
  })
  const state = (from: string, to: string) => ({ before: { state: from }, after: { state: to } })
  expect(await facts('($id: ID!) { openPoll(id: $id) { id } }', { id: poll })).toEqual(state('DRAFT', 'OPEN'))
  expect(await facts('($id: ID!) { pausePoll(id: $id) { id } }', { id: poll })).toEqual(state('OPEN', 'PAUSED'))
  expect(await facts('($id: ID!) { closePoll(id: $id) { id } }', { id: poll })).toEqual(state('PAUSED', 'CLOSED'))
  const room = await make('{ createRoom(name: "Polled") { id } }')
  const inRoom = await make(
    '($r: ID!) { createPoll(input: { question: "Between us?", options: ["a", "b"], roomId: $r }) { id } }',
    { r: room },
  )
  expect(
    await facts('($id: ID!) { updatePoll(id: $id, input: { question: "Only us?", multiple: true }) { id } }', {
      id: inRoom,
    }),
  ).toMatchObject({
    before: { question: 'the former', multiple: false },
    after: { question: 'another', multiple: true },
  })
  const show = await make('($p: [ID!]!) { createPollShow(input: { title: "All hands", pollIds: $p }) { id } }', {
    p: [poll],
  })
  expect(
    await facts('($id: ID!) { updatePollShow(id: $id, input: { title: "All", covers: true }) { id } }', { id: show }),
  ).toEqual({ before: { title: 'All hands', covers: false }, after: { title: 'All', covers: true } })
  expect(
    await facts('($id: ID!, $p: ID) { stagePoll(showId: $id, pollId: $p) { id } }', { id: show, p: poll }),
  ).toEqual({
    before: { stagePollId: null },
    after: { stagePollId: poll },
  })
  expect(await facts('($id: ID!) { revealPoll(showId: $id, revealed: true) { id } }', { id: show })).toEqual({
    before: { revealed: false },
    after: { revealed: true },
  })
  const rule = await make(
    '{ addMetricRule(input: { name: "Hot", key: "cpu", comparison: ABOVE, threshold: 90 }) { id } }',
  )
  expect(
    await facts(
      '($id: ID!) { updateMetricRule(id: $id, input: { name: "Hot", key: "cpu", comparison: ABOVE, threshold: 95 }) { id } }',
      { id: rule },
    ),
  ).toEqual({ before: { threshold: 90 }, after: { threshold: 95 } })
  const template = await make('{ addCommandTemplate(input: { name: "Up", command: "uptime" }) { id } }')
  expect(
    await facts('($id: ID!) { updateCommandTemplate(id: $id, input: { name: "Up", command: "uptime -p" }) { id } }', {
      id: template,
    }),
  ).toEqual({ before: { command: 'uptime' }, after: { command: 'uptime -p' } })
  const freeze = await make(
    `{ addFreeze(input: { scope: EVERYTHING, reason: "feast", startsAt: "${tomorrow}", endsAt: "${dayAfter}" }) { id } }`,
  )
  expect(
    await facts(
      `($id: ID!) { updateFreeze(id: $id, input: { scope: EVERYTHING, reason: "fair", startsAt: "${tomorrow}", endsAt: "${dayAfter}" }) { id } }`,
      { id: freeze },
    ),
  ).toEqual({ before: { reason: 'feast' }, after: { reason: 'fair' } })
  const hook = await make(
    '{ addNotificationHook(input: { name: "ops", format: SLACK, url: "https://hooks.example/pw-of-a-hook", language: EN, events: [RELEASE_FAILED] }) { id } }',
  )
  expect(
    await facts(
      '($id: ID!) { updateNotificationHook(id: $id, input: { url: "https://hooks.example/other" }) { id } }',
      {
        id: hook,
      },
    ),
  ).toEqual({ before: { url: 'the former' }, after: { url: 'another' } })
  const ann = await make(
    '{ addUser(input: { username: "ann", displayName: "Ann", password: "hunter2-password", role: OPERATOR }) { id } }',
  )
  expect(await facts('($u: ID!, $l: ID) { setLead(userId: $u, leadId: $l) { id } }', { u: ann, l: userId })).toEqual({
    before: { lead: null },
    after: { lead: 'admin' },
  })
  const delegation = await does(
    `($d: ID!) { addStandingDelegation(input: { delegateId: $d, endsAt: "${dayAfter}", reason: "away" }) { id } }`,
    { d: ann },
  )
  expect(delegation.after).toMatchObject({ reason: 'away' })
  expect(await facts('($id: ID!) { revokeStandingDelegation(id: $id) { id } }', { id: delegation.data.id })).toEqual({
    before: { revokedAt: null },
    after: { revokedAt: expect.any(String) },
  })
  expect(
    await facts(
      '($h: [WorkingHoursInput!]!) { updateWorkingCalendar(input: { timeZone: "Asia/Shanghai", hours: $h, days: [] }) { timeZone } }',
      { h: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }] },
    ),
  ).toEqual({ before: { timeZone: 'UTC' }, after: { timeZone: 'Asia/Shanghai' } })
  const draft = await make('{ createPoll(input: { question: "Who?", options: ["a", "b"] }) { id } }')
  const gone = [
    ['removePollShow', show, { title: 'All', covers: true, pollIds: [poll] }],
    ['removePoll', draft, expect.objectContaining({ question: 'Who?', options: ['a', 'b'] })],
    ['removeMetricRule', rule, expect.objectContaining({ name: 'Hot', threshold: 95 })],
    ['removeCommandTemplate', template, expect.objectContaining({ command: 'uptime -p' })],
    ['removeFreeze', freeze, expect.objectContaining({ scope: 'EVERYTHING', reason: 'fair' })],
    ['removeNotificationHook', hook, expect.not.objectContaining({ url: expect.anything() })],
  ] as const
  for (const [mutation, id, before] of gone) {
    expect(await facts(`($id: ID!) { ${mutation}(id: $id) }`, { id }), mutation).toEqual({ before })
  }
})

const viewer = async () => {
  const found = await api.database.prisma.user.findUniqueOrThrow({ where: { id: userId } })
  return { ...found, userId, sessionId: null, apiTokenId: null }
}
