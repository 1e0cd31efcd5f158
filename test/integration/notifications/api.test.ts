import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPoster } from '../../../apps/api/src/platform/http/poster.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'
import { answers, type Receiver, startReceiver } from '../../support/receiver.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
  api = await openTestApi({ poster: createPoster({ timeoutMs: 2000 }) })
  admin = await api.askAsAdmin()
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
  await receiver.close()
})

const FIELDS =
  'id name format shownUrl signed language events enabled waitingCount project { id } lastDelivery { state }'
const ADD = `mutation ($input: AddNotificationHookInput!) { addNotificationHook(input: $input) { ${FIELDS} } }`
const UPDATE = `mutation ($id: ID!, $input: UpdateNotificationHookInput!) {
  updateNotificationHook(id: $id, input: $input) { ${FIELDS} }
}`
const TEST = `mutation ($id: ID!) {
  testNotificationHook(id: $id) { id event state attempts httpStatus durationMs answer problem nextTryAt }
}`
const DELIVERIES = `query ($id: ID!, $first: Int, $after: String) {
  notificationDeliveries(hookId: $id, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id event state attempts nextTryAt }
  }
}`

let names = 0
const input = (change: object = {}) => ({
  name: `hook ${++names}`,
  format: 'WEBHOOK',
  url: receiver.url(),
  language: 'EN',
  events: ['RELEASE_FAILED', 'RELEASE_FAILED', 'ENVIRONMENT_LOCKED'],
  ...change,
})
async function add(change: object = {}) {
  const { data, errors } = await admin(ADD, { input: input(change) })
  expect(errors).toEqual([])
  return data.addNotificationHook
}
const fieldsOf = ({ errors }: Awaited<ReturnType<Ask>>) =>
  (errors[0]?.extensions.fields as { path: string }[] | undefined)?.map(({ path }) => path)

test('a hook is added, changed and removed, and its address never comes out', async () => {
  const hook = await add({ secret: 'a shared secret' })
  expect(hook).toMatchObject({
    shownUrl: `${new URL(receiver.url()).origin}/…oken`,
    ...{ signed: true, language: 'EN', enabled: true, waitingCount: 0, project: null, lastDelivery: null },
    events: ['RELEASE_FAILED', 'ENVIRONMENT_LOCKED'],
  })
  const changed = await admin(UPDATE, {
    id: hook.id,
    input: { language: 'ZH', secret: null, events: ['RELEASE_QUEUED'] },
  })
  expect(changed.data.updateNotificationHook).toMatchObject({
    ...{ name: hook.name, shownUrl: hook.shownUrl, signed: false, language: 'ZH', events: ['RELEASE_QUEUED'] },
  })
  const rows = JSON.stringify((await api.database.sql.query('SELECT * FROM "NotificationHook"')).rows)
  const told = JSON.stringify((await api.database.sql.query('SELECT * FROM "StreamEvent"')).rows)
  for (const text of [rows.replace(/"sealed":"[^"]*"/g, ''), told, JSON.stringify([hook, changed])]) {
    expect(text).not.toContain('a-very-secret-token')
    expect(text).not.toContain('a shared secret')
  }
  const kinds = [...told.matchAll(/notification\.\w+/g)].map(([kind]) => kind)
  expect(kinds).toContain('notification.added')
  expect(kinds).toContain('notification.changed')
  const removed = await admin('mutation ($id: ID!) { removeNotificationHook(id: $id) }', { id: hook.id })
  expect(removed.data.removeNotificationHook).toBe(hook.id)
  expect((await admin(UPDATE, { id: hook.id, input: { name: 'x' } })).errors[0]?.extensions.code).toBe('NOT_FOUND')
})

test('every mistake is named, all at once', async () => {
  const bad = await admin(ADD, { input: input({ name: '', url: 'ftp://h/x', events: [], secret: '' }) })
  expect(fieldsOf(bad)?.sort()).toEqual(['input.events', 'input.name', 'input.secret', 'input.url'])
  for (const url of [
    'http://169.254.169.254/latest',
    'http://0251.0376.0251.0376/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'https://user:password@h.example/x',
    'javascript:alert(1)',
    'h.example/x',
  ]) {
    expect(fieldsOf(await admin(ADD, { input: input({ url }) })), url).toEqual(['input.url'])
  }
  for (const format of ['SLACK', 'WECOM']) {
    expect(fieldsOf(await admin(ADD, { input: input({ format, secret: 'x' }) }))).toEqual(['input.secret'])
  }
  const nobody = '00000000-0000-7000-8000-000000000000'
  expect(fieldsOf(await admin(ADD, { input: input({ projectId: nobody }) }))).toEqual(['input.projectId'])
  const hook = await add({ secret: 'kept' })
  expect(fieldsOf(await admin(UPDATE, { id: hook.id, input: { format: 'SLACK' } }))).toEqual(['input.url'])
  const moved = await admin(UPDATE, { id: hook.id, input: { format: 'SLACK', url: receiver.url('/slack/0123456789') } })
  expect(moved.data.updateNotificationHook).toMatchObject({ format: 'SLACK', signed: false })
  const twin = await admin(ADD, { input: input({ name: hook.name }) })
  expect(twin.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', conflictsWith: { field: 'input.name' } })
})

test('the test button tells what the receiver said, without what must stay secret', async () => {
  const hook = await add({ enabled: false })
  receiver.behave(answers(200, 'thank you'))
  const well = await admin(TEST, { id: hook.id })
  expect(well.data.testNotificationHook).toMatchObject({
    ...{
      event: 'test',
      state: 'DELIVERED',
      attempts: 1,
      httpStatus: 200,
      answer: 'thank you',
      problem: null,
      nextTryAt: null,
    },
  })
  const { url } = receiver.received.at(-1) ?? {}
  receiver.behave((response, { url: asked }) => void response.writeHead(404).end(`Cannot POST ${asked}`))
  const badly = await admin(TEST, { id: hook.id })
  expect(badly.data.testNotificationHook).toMatchObject({
    ...{ state: 'FAILED', httpStatus: 404, answer: 'Cannot POST [hidden]', problem: 'The receiver answered 404.' },
  })
  expect(url).toContain('a-very-secret-token')
  const log = await admin(DELIVERIES, { id: hook.id, first: 1 })
  expect(log.data.notificationDeliveries).toMatchObject({
    totalCount: 2,
    pageInfo: { hasNextPage: true },
    nodes: [{ event: 'test', state: 'FAILED', nextTryAt: null }],
  })
  const after = log.data.notificationDeliveries.pageInfo.endCursor
  const older = await admin(DELIVERIES, { id: hook.id, first: 1, after })
  expect(older.data.notificationDeliveries).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ state: 'DELIVERED' }],
  })
})

test('a delivery is sent again with the same id, unless its hook is switched off', async () => {
  const hook = await add()
  receiver.behave(answers(500))
  const { id } = (await admin(TEST, { id: hook.id })).data.testNotificationHook
  const REDELIVER = 'mutation ($id: ID!) { redeliver(deliveryId: $id) { id state attempts nextTryAt } }'
  const again = await admin(REDELIVER, { id })
  expect(again.data.redeliver).toMatchObject({ id, state: 'WAITING', attempts: 0 })
  expect(Date.parse(again.data.redeliver.nextTryAt)).toBeLessThan(Date.now() + 1000)
  const off = await admin(UPDATE, { id: hook.id, input: { enabled: false } })
  expect(off.data.updateNotificationHook).toMatchObject({
    enabled: false,
    waitingCount: 0,
    lastDelivery: { state: 'FAILED' },
  })
  expect((await admin(REDELIVER, { id })).errors[0]?.extensions.code).toBe('CONFLICT')
})

test('locks are told of, with who and why', async () => {
  const project = await api.database.prisma.project.create({
    data: {
      ...{ title: 'Shop', repositoryUrl: 'https://git.example/x.git' },
      environments: { create: { name: 'live', kind: 'PRODUCTION', path: '/srv/shop', sharedPaths: [] } },
    },
    include: { environments: true },
  })
  const variables = { id: project.environments[0]?.id }
  const hook = await add({ projectId: project.id, events: ['ENVIRONMENT_LOCKED', 'ENVIRONMENT_UNLOCKED'] })
  await admin('mutation ($id: ID!) { lockEnvironment(id: $id, reason: "an audit") { id } }', variables)
  await admin('mutation ($id: ID!) { unlockEnvironment(id: $id) { id } }', variables)
  await admin('mutation ($id: ID!) { unlockEnvironment(id: $id) { id } }', variables)
  const rows = await api.database.prisma.notificationDelivery.findMany({
    where: { hookId: hook.id },
    orderBy: { id: 'asc' },
  })
  expect(rows.map(({ event }) => event)).toEqual(['environment.locked', 'environment.unlocked'])
  expect(rows[0]?.news).toMatchObject({
    by: { username: 'admin' },
    project: { title: 'Shop' },
    environment: { name: 'live', kind: 'PRODUCTION' },
    lock: { reason: 'an audit', until: null },
  })
  await admin('mutation ($id: ID!) { removeProject(id: $id) }', { id: project.id })
  expect(await api.database.prisma.notificationHook.count({ where: { id: hook.id } })).toBe(0)
})

test('the list takes as many statements for many hooks as for few', async () => {
  const { Client } = await import('pg')
  const statements = async () => {
    const asked = vi.spyOn(Client.prototype, 'query')
    const { data, errors } = await admin(`{ notificationHooks { ${FIELDS} } }`)
    const count = asked.mock.calls.filter(([statement]) => !JSON.stringify(statement).includes('Session')).length
    asked.mockRestore()
    expect(errors).toEqual([])
    return { count, hooks: data.notificationHooks.length }
  }
  // What beats in the background only ever adds.
  const least = async () => [await statements(), await statements(), await statements()]
  const few = await least()
  for (let n = 0; n < 20; n++) await add()
  const many = await least()
  expect(many[0]?.hooks).toBeGreaterThanOrEqual(20)
  const smallest = (all: typeof few) => Math.min(...all.map(({ count }) => count))
  expect(smallest(many)).toBe(smallest(few))
  expect(smallest(many)).toBeLessThanOrEqual(8)
})
