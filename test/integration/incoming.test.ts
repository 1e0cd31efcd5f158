import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerIncoming, isIncoming } from '../../apps/api/src/http/incoming.ts'
import { type Ask, openTestApi } from '../support/execute.ts'
import { COMMIT } from '../support/fake-adapters.ts'

type Provider = 'GITHUB' | 'GITLAB' | 'GITEA' | 'GITEE' | 'PLAIN'

let api: Awaited<ReturnType<typeof openTestApi>>
let ask: Ask
let projectId: string
let environmentId: string
let hooks = 0

/** The only field of an answer that must not fail. */
async function the<T>(by: Ask, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await by(document, variables)
  expect(errors).toEqual([])
  return Object.values(data as Record<string, unknown>)[0] as T
}
const hmac = (secret: string, text: string, as: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(text).digest(as)

beforeAll(async () => {
  api = await openTestApi()
  ask = await api.askAsAdmin()
  const added = 'mutation { addCredential(input: { name: "c", username: "u", password: "p" }) { id } }'
  const { id: c } = await the<{ id: string }>(ask, added)
  const { id: server } = await the<{ id: string }>(
    ask,
    'mutation ($c: ID!) { addServer(input: { name: "s", host: "h.example", credentialId: $c }) { id } }',
    { c },
  )
  const project = await the<{ id: string; environments: { id: string }[] }>(
    ask,
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    {
      i: {
        ...{ title: 'Shop', repositoryUrl: 'https://git.example/shop.git' },
        environments: [{ name: 'test', kind: 'TEST', path: '/srv/shop', serverIds: [server] }],
      },
    },
  )
  projectId = project.id
  environmentId = project.environments[0]?.id ?? ''
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const rules = () => [
  { kind: 'BRANCH', pattern: 'main', environmentId },
  { kind: 'TAG', pattern: 'v*', environmentId },
]
async function add(provider: Provider, by = ask): Promise<{ id: string; secret: string }> {
  const input = { projectId, name: `hook ${++hooks}`, provider, rules: rules() }
  const made = await the<{ secret: string; hook: { id: string } }>(
    by,
    'mutation ($i: AddIncomingHookInput!) { addIncomingHook(input: $i) { secret hook { id } } }',
    { i: input },
  )
  return { id: made.hook.id, secret: made.secret }
}
const send = (id: string, headers: Record<string, string>, body: string) =>
  api.services.incoming.receive(id, {
    header: (name) => headers[name] ?? null,
    body: Buffer.from(body),
  })
const releases = () => api.database.prisma.release.count()
const logOf = (hookId: string) =>
  api.database.prisma.hookArrival.findMany({ where: { hookId }, orderBy: { id: 'desc' } })

// The shapes that the providers document, cut to what is not the same everywhere.
const push = (more: object = {}) =>
  JSON.stringify({ ref: 'refs/heads/main', before: 'a'.repeat(40), after: COMMIT, pusher: { name: 'ada' }, ...more })
const json = { 'content-type': 'application/json' }
let pushes = 0
const unique = () => ({ repository: { pushed_at: ++pushes } })

type Signed = { headers: Record<string, string>; body: string }
const signed: Record<Provider, (secret: string, body: string, event?: string) => Signed> = {
  GITHUB: (secret, body, event = 'push') => ({
    body,
    headers: {
      ...json,
      ...{ 'x-github-event': event, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
      'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
    },
  }),
  GITLAB: (secret, body, event = 'Push Hook') => ({
    body,
    headers: { ...json, 'x-gitlab-event': event, 'x-gitlab-token': secret, 'x-gitlab-event-uuid': '13792a34' },
  }),
  GITEA: (secret, body, event = 'push') => ({
    body,
    headers: { ...json, 'x-gitea-event': event, 'x-gitea-signature': hmac(secret, body) },
  }),
  GITEE: (secret, body, event = 'Push Hook') => {
    const timestamp = String(Date.now())
    const token = hmac(secret, `${timestamp}\n${secret}`, 'base64')
    return {
      body,
      headers: { ...json, 'x-gitee-event': event, 'x-gitee-timestamp': timestamp, 'x-gitee-token': token },
    }
  },
  PLAIN: (secret, body) => {
    const t = Math.floor(Date.now() / 1000)
    return { body, headers: { ...json, 'x-sendoff-signature': `t=${t},v1=${hmac(secret, `${t}.${body}`)}` } }
  },
}

describe.each(Object.keys(signed) as Provider[])('%s', (provider) => {
  it('ships a push of a branch that a rule is about, once, in the name of whoever made the hook', async () => {
    const { id, secret } = await add(provider)
    const message = signed[provider](secret, push(unique()))
    const first = await send(id, message.headers, message.body)
    expect(first).toMatchObject({ status: 202 })
    const before = await releases()
    const again = await Promise.all([1, 2, 3].map(() => send(id, message.headers, message.body)))
    for (const each of again) expect(each.releaseIds).toEqual(first.releaseIds)
    expect(await releases()).toBe(before)
    const made = await api.database.prisma.release.findUniqueOrThrow({ where: { id: first.releaseIds?.[0] ?? '' } })
    expect(made).toMatchObject({ revision: 'main', commit: COMMIT, status: 'QUEUED' })
    const [arrival] = await logOf(id)
    expect(arrival).toMatchObject({ outcome: 'ACCEPTED', ref: 'main', commit: COMMIT, releaseIds: first.releaseIds })
  })

  it('believes nothing without the secret', async () => {
    const { id, secret } = await add(provider)
    const body = push(unique())
    const good = signed[provider](secret, body)
    const before = await releases()
    const wrong = signed[provider](`${secret}x`, body)
    const bare = Object.fromEntries(Object.entries(good.headers).filter(([name]) => !/signature|token/.test(name)))
    for (const headers of [wrong.headers, bare, {}])
      expect(await send(id, headers, body)).toMatchObject({ status: 401 })
    if (!['GITLAB', 'GITEE'].includes(provider)) {
      expect(await send(id, good.headers, push({ after: 'b'.repeat(40) }))).toMatchObject({ status: 401 })
    }
    expect(await releases()).toBe(before)
    expect((await logOf(id)).map(({ outcome }) => outcome)).toEqual(['REFUSED'])
  })

  it.each<[string, object, string]>([
    ['a deleted branch', { after: '0'.repeat(40), deleted: true }, 'deleted'],
    ['another branch', { ref: 'refs/heads/feature/x' }, 'No rule'],
    ['what is no branch', { ref: 'refs/pull/1/head' }, 'no branch'],
    ['what has no ref', { ref: ['refs/heads/main'] }, 'no branch'],
  ])('does nothing for %s', async (_what, change, why) => {
    const { id, secret } = await add(provider)
    const { headers, body } = signed[provider](secret, push({ ...unique(), ...change }))
    const before = await releases()
    const answer = await send(id, headers, body)
    expect(answer).toMatchObject({ status: 200, message: expect.stringContaining(why) })
    expect(await releases()).toBe(before)
  })
})

describe('an incoming webhook', () => {
  it('answers pings, and says of other events that they do nothing', async () => {
    const { id, secret } = await add('GITHUB')
    const ping = signed.GITHUB(secret, '{"zen":"Keep it logically awesome."}', 'ping')
    expect(await send(id, ping.headers, ping.body)).toMatchObject({
      status: 200,
      message: expect.stringContaining('ping'),
    })
    const star = signed.GITHUB(secret, '{"action":"created"}', 'star')
    expect(await send(id, star.headers, star.body)).toMatchObject({ status: 200 })
    expect((await logOf(id)).map(({ outcome }) => outcome)).toEqual(['IGNORED', 'IGNORED'])
  })

  it('takes forms, tags, and the password of Gitee', async () => {
    const github = await add('GITHUB')
    const form = new URLSearchParams({ payload: push({ ...unique(), ref: 'refs/tags/v1.2' }) }).toString()
    const { headers } = signed.GITHUB(github.secret, form)
    const typed = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    expect(await send(github.id, typed, form)).toMatchObject({ status: 202 })
    const gitee = await add('GITEE')
    const plain = { ...json, 'x-gitee-event': 'Push Hook', 'x-gitee-token': gitee.secret }
    expect(await send(gitee.id, plain, push(unique()))).toMatchObject({ status: 202 })
  })

  it('refuses what is old', async () => {
    const hook = await add('PLAIN')
    const t = Math.floor(Date.now() / 1000) - 600
    const body = push(unique())
    const headers = { ...json, 'x-sendoff-signature': `t=${t},v1=${hmac(hook.secret, `${t}.${body}`)}` }
    expect(await send(hook.id, headers, body)).toMatchObject({ status: 401 })
    const gitee = await add('GITEE')
    const timestamp = String(Date.now() - 2 * 3_600_000)
    const token = hmac(gitee.secret, `${timestamp}\n${gitee.secret}`, 'base64')
    const old = { ...json, 'x-gitee-event': 'Push Hook', 'x-gitee-timestamp': timestamp, 'x-gitee-token': token }
    expect(await send(gitee.id, old, body)).toMatchObject({ status: 401 })
  })

  it.each(['', 'null', '[]', '"x"', '{', '{"ref":{"a":1}}', '{"__proto__":{"ref":"refs/heads/main"}}', '\u0000'])(
    'survives the body %j',
    async (body) => {
      const { id, secret } = await add('GITHUB')
      const before = await releases()
      const { headers } = signed.GITHUB(secret, body)
      expect([200, 400]).toContain((await send(id, headers, body)).status)
      expect(await releases()).toBe(before)
    },
  )

  it('knows nobody under a wrong, a removed or a switched off address', async () => {
    const { id, secret } = await add('GITHUB')
    const { headers, body } = signed.GITHUB(secret, push(unique()))
    for (const wrong of ['', 'x', '../graphql', '00000000-0000-7000-8000-000000000000']) {
      expect(await send(wrong, headers, body)).toMatchObject({ status: 404 })
    }
    const off = 'mutation ($id: ID!) { updateIncomingHook(id: $id, input: { enabled: false }) { id } }'
    await the(ask, off, { id })
    expect(await send(id, headers, body)).toMatchObject({ status: 404 })
  })

  it('takes a new secret only, once it was renewed', async () => {
    const { id, secret } = await add('GITHUB')
    const renewed = await the<{ secret: string }>(
      ask,
      'mutation ($id: ID!) { renewIncomingSecret(id: $id) { secret } }',
      {
        id,
      },
    )
    const body = push(unique())
    expect(await send(id, signed.GITHUB(secret, body).headers, body)).toMatchObject({ status: 401 })
    expect(await send(id, signed.GITHUB(renewed.secret, body).headers, body)).toMatchObject({ status: 202 })
  })

  it('ships no more when whoever made it lost the right or was disabled', async () => {
    const token = await api.enterAs('OPERATOR')
    const { id, secret } = await add('GITHUB', api.askAs(token))
    const maker = await api.services.accounts.authenticate(token)
    const update = 'mutation ($id: ID!, $i: UpdateUserInput!) { updateUser(id: $id, input: $i) { id } }'
    await the(ask, update, { id: maker?.userId, i: { role: 'VIEWER' } })
    const body = push(unique())
    const { headers } = signed.GITHUB(secret, body)
    expect(await send(id, headers, body)).toMatchObject({ status: 403 })
    await the(ask, update, { id: maker?.userId, i: { role: 'OPERATOR', disabled: true } })
    expect(await send(id, headers, body)).toMatchObject({ status: 403 })
    await the(ask, update, { id: maker?.userId, i: { disabled: false } })
    expect(await send(id, headers, body)).toMatchObject({ status: 202 })
  })

  it('takes sixty messages a minute, and keeps the last hundred', async () => {
    const { id, secret } = await add('GITHUB')
    const ping = signed.GITHUB(secret, '{}', 'ping')
    const all = []
    for (let n = 0; n < 61; n++) all.push((await send(id, ping.headers, ping.body)).status)
    expect(all.filter((status) => status === 200)).toHaveLength(60)
    expect(await send(id, ping.headers, ping.body)).toMatchObject({ status: 429, retryAfterMs: expect.any(Number) })
  })

  it('answers over HTTP, whatever the browser or the length says', async () => {
    const { id, secret } = await add('GITHUB')
    const url = `http://sendoff.example/hooks/${id}`
    const post = async (body: string, headers: Record<string, string>) =>
      answerIncoming(new Request(url, { method: 'POST', body, headers }), new URL(url), {
        incoming: api.services.incoming,
      })
    const { headers, body } = signed.GITHUB(secret, push(unique()))
    const taken = await post(body, { ...headers, origin: 'https://evil.example' })
    expect([taken.status, await taken.json()]).toMatchObject([202, { releaseIds: [expect.any(String)] }])
    expect((await post('x'.repeat(1024 * 1024 + 1), headers)).status).toBe(413)
    expect([
      isIncoming('GET', `/hooks/${id}`),
      isIncoming('POST', '/hooks/a/b'),
      isIncoming('POST', `/hooks/${id}`),
    ]).toEqual([...[false, false, true]])
  })
})
