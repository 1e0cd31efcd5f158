import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportActivity } from '../../../apps/api/src/http/activity-export.ts'
import type { Role } from '../../../apps/api/src/modules/kernel/viewer.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
const roles: Role[] = ['VIEWER', 'DEVELOPER', 'OPERATOR', 'ADMIN']
const tokens = new Map<Role, string>()

beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  for (const role of roles) tokens.set(role, await api.enterAs(role))
  await api.askAs(null, '198.51.100.7')('mutation { signIn(username: "admin", password: "S3cret-typo") { token } }')
  await api.askAs(null, '198.51.100.7')('mutation { signIn(username: "My-Passw0rd", password: "x") { token } }')
  await admin('mutation { createApiToken(input: { name: "ci" }) { token } }')
  await admin('mutation { addCredential(input: { name: "key", username: "deploy", password: "hunter22" }) { id } }')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const LINES = `query ($filter: ActivityFilter, $first: Int, $after: String) {
  activityLines(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { seq kind subject actor audit { address sessionId before after } }
  }
}`
const as = (role: Role) => api.askAs(tokens.get(role) ?? null)
const kindsFor = async (role: Role) => {
  const { data } = await as(role)(LINES, { first: 100 })
  return new Set(data.activityLines.nodes.map(({ kind }: { kind: string }) => kind))
}

test('sessions and tokens are for admins; nobody else finds them, by no filter', async () => {
  for (const role of ['VIEWER', 'DEVELOPER', 'OPERATOR'] as const) {
    expect(await kindsFor(role)).toEqual(new Set(['user.added', 'credential.added']))
    const { data } = await as(role)(LINES, { filter: { kinds: ['session', 'apiToken'] } })
    expect(data.activityLines).toMatchObject({ totalCount: 0, nodes: [] })
    const found = await as(role)(LINES, { filter: { text: '198.51' } })
    expect(found.data.activityLines.totalCount).toBe(0)
    const hidden = await as(role)('{ activityLine(seq: 1) { kind } }')
    expect(hidden.data.activityLine).toBeNull()
  }
  expect(await kindsFor('ADMIN')).toEqual(
    new Set(['session.opened', 'session.refused', 'user.added', 'credential.added', 'apiToken.created']),
  )
})

test('a refused sign-in tells from where and who was meant, never what was typed', async () => {
  const { data } = await admin(LINES, { filter: { kinds: ['session.refused'] } })
  const [unknown, known] = data.activityLines.nodes
  expect(known).toMatchObject({ subject: 'admin', actor: null, audit: { address: '198.51.100.7' } })
  expect(unknown).toMatchObject({ subject: null, actor: null, audit: { address: '198.51.100.7' } })
  const { rows } = await api.database.sql.query(`SELECT payload::text FROM "StreamEvent" WHERE "streamId" = 'activity'`)
  const all = JSON.stringify(rows)
  for (const secret of ['S3cret-typo', 'My-Passw0rd', 'hunter22', 'correct horse', 'sda_', 'sds_']) {
    expect(all).not.toContain(secret)
  }
})

test('lines carry where they came from, for admins only', async () => {
  const { data } = await admin(LINES, { filter: { kinds: ['credential.added'] } })
  expect(data.activityLines.nodes[0].audit).toMatchObject({ address: '192.0.2.1', sessionId: expect.any(String) })
  const seen = await as('OPERATOR')(LINES, { filter: { kinds: ['credential.added'] } })
  expect(seen.data.activityLines.nodes[0]).toMatchObject({ kind: 'credential.added', audit: null })
})

test('the stream has no hole for anybody, and hides what they may not know', async () => {
  const EVENTS =
    '{ activity(after: 0, limit: 500) { headSeq events { seq kind actor actorId subject message audit { address } } } }'
  const seen = (await as('VIEWER')(EVENTS)).data.activity
  expect(seen.events.map(({ seq }: { seq: number }) => seq)).toEqual(
    Array.from({ length: seen.headSeq }, (_, n) => n + 1),
  )
  const hidden = seen.events.filter(({ kind }: { kind: string }) => kind === 'hidden')
  expect(hidden.length).toBeGreaterThan(3)
  for (const { seq: _, kind: _kind, ...rest } of hidden) {
    expect(rest).toEqual({ actor: null, actorId: null, subject: null, message: '', audit: null })
  }
  const ended = new AbortController()
  const follow = api.follow(
    tokens.get('VIEWER') ?? '',
    'subscription { activity(after: 0) { seq kind message audit { address } } }',
    {},
    ended.signal,
  )
  for (const expected of seen.events) {
    const { value } = await follow.next()
    expect(value.activity).toMatchObject({ seq: expected.seq, kind: expected.kind, message: expected.message })
    expect(value.activity.audit).toBeNull()
  }
  ended.abort()
})

test('pages go back through all of it, newest first', async () => {
  const seqs: number[] = []
  let after: string | null = null
  do {
    const { data } = await admin(LINES, { first: 3, after })
    seqs.push(...data.activityLines.nodes.map(({ seq }: { seq: number }) => seq))
    after = data.activityLines.pageInfo.hasNextPage ? data.activityLines.pageInfo.endCursor : null
  } while (after !== null)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => seqs.length - n))
})

test('only what is asked for: person, kind, words as they stand, time', async () => {
  await admin('mutation { addCredential(input: { name: "100%_Ä", username: "u", password: "pw" }) { id } }')
  const of = async (filter: object) => (await admin(LINES, { filter })).data.activityLines.totalCount
  expect(await of({ text: '0%_ä' })).toBe(1)
  expect(await of({ text: '%' })).toBe(1)
  expect(await of({ actorId: '00000000-0000-7000-8000-000000000000' })).toBe(0)
  expect(await of({ kinds: ['credential'] })).toBe(2)
  expect(await of({ kinds: [] })).toBe(0)
  expect(await of({ kinds: ['user'], to: '2020-01-01T00:00:00Z' })).toBe(0)
  expect(await of({ kinds: ['user'], from: '2020-01-01T00:00:00Z' })).toBe(4)
  const wrong = await admin(LINES, {
    filter: { kinds: ['nonsense'], from: '2030-01-01T00:00:00Z', to: '2020-01-01T00:00:00Z' },
  })
  expect(wrong.errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
})

const exported = async (path: string, token: string | null) => {
  const viewer = token === null ? null : await api.services.accounts.authenticate(token)
  return exportActivity(new Request(`http://sendoff.test${path}`), viewer, api.services)
}

test('exports are for admins, filtered, told of, and fit what is stored', async () => {
  expect((await exported('/activity.csv', null)).status).toBe(401)
  expect((await exported('/activity.csv', tokens.get('OPERATOR') ?? '')).status).toBe(403)
  const token = tokens.get('ADMIN') ?? ''
  expect((await exported('/activity.csv?from=yesterday', token)).status).toBe(400)
  expect((await exported('/activity.jsonl?kinds=nonsense', token)).status).toBe(400)
  await admin(`mutation { addCredential(input: { name: "=HYPERLINK(1)", username: "u", password: "pw" }) { id } }`)
  const csv = await (await exported('/activity.csv?kinds=credential', token)).text()
  expect(csv.split('\r\n')).toHaveLength(5)
  expect(csv).toContain(`,'=HYPERLINK(1),`)
  const all = (await (await exported('/activity.jsonl', token)).text()).trim().split('\n')
  const lines = all.map((line) => JSON.parse(line))
  expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: lines.length }, (_, n) => n + 1))
  expect(lines.at(-1)).toMatchObject({ kind: 'activity.exported', after: { format: 'jsonl' } })
  expect(lines.at(-2)).toMatchObject({ kind: 'activity.exported', after: { format: 'csv', kinds: ['credential'] } })
  const chain = await admin('{ activityChain { ok lines hash } }')
  expect(chain.data.activityChain).toEqual({ ok: true, lines: lines.length, hash: lines.at(-1).hash })
})
