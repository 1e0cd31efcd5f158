import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, openTestApi } from '../support/execute.ts'

let api: Awaited<ReturnType<typeof openTestApi>>
let admin: Ask
let nobody: Ask

beforeAll(async () => {
  api = await openTestApi()
  admin = await api.askAsAdmin()
  nobody = api.askAs(null)
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const signIn = `mutation ($username: String!, $password: String!) {
  signIn(username: $username, password: $password) { token viewer { username role mustChangePassword } }
}`
const viewer = '{ viewer { username } }'
const code = (answer: { errors: { extensions: Record<string, unknown> }[] }) => answer.errors[0]?.extensions.code

async function addUser(username: string, role = 'DEVELOPER') {
  const password = `password of ${username}`
  const { data, errors } = await admin(`mutation ($input: AddUserInput!) { addUser(input: $input) { id } }`, {
    input: { username, displayName: username, password, role },
  })
  expect(errors).toEqual([])
  return { id: data.addUser.id as string, username, password }
}

async function signedIn(user: { username: string; password: string }) {
  const { data, errors } = await nobody(signIn, user)
  expect(errors).toEqual([])
  return data.signIn.token as string
}

describe('signing in', () => {
  test('answers nobody with null and asks them to sign in for the rest', async () => {
    expect((await nobody(viewer)).data).toEqual({ viewer: null })
    expect(code(await nobody('{ users { id } }'))).toBe('UNAUTHENTICATED')
  })

  test('the first admin is asked to change the password, and it is made only once', async () => {
    const { data } = await nobody(signIn, { username: 'admin', password: 'first password' })
    expect(data.signIn.viewer).toEqual({ username: 'admin', role: 'ADMIN', mustChangePassword: true })
    expect(await api.services.accounts.ensureFirstAdmin(null)).toBeNull()
  })

  test('tells a wrong password and an unknown user alike', async () => {
    const user = await addUser('alike')
    const wrong = await api.askAs(null, '192.0.2.10')(signIn, { ...user, password: 'wrong' })
    const unknown = await api.askAs(null, '192.0.2.11')(signIn, { username: 'nobody-here', password: 'wrong' })
    expect(code(wrong)).toBe('UNAUTHENTICATED')
    expect(wrong.errors[0]?.message).toBe(unknown.errors[0]?.message)
  })

  test('waits grow after wrong attempts, for this user from this address only', async () => {
    const user = await addUser('guessed')
    const guess = () => api.askAs(null, '198.51.100.7')(signIn, { username: user.username, password: 'wrong' })
    for (let i = 0; i < 5; i++) expect(code(await guess())).toBe('UNAUTHENTICATED')
    const refused = await guess()
    expect(code(refused)).toBe('RATE_LIMITED')
    expect(refused.errors[0]?.extensions.retryAfterMs).toBeGreaterThan(0)
    expect((await api.askAs(null, '198.51.100.8')(signIn, user)).errors).toEqual([])
  })

  test('a signed-out session is over', async () => {
    const token = await signedIn(await addUser('leaving'))
    expect((await api.askAs(token)('mutation { signOut }')).data).toEqual({ signOut: true })
    expect((await api.askAs(token)(viewer)).data).toEqual({ viewer: null })
  })
})

describe('tokens and sessions', () => {
  test('an API token asks for its owner until it is revoked, and is not stored', async () => {
    const user = await addUser('scripting')
    const session = api.askAs(await signedIn(user))
    const created = await session(
      `mutation { createApiToken(input: { name: "ci" }) { token apiToken { id name expiresAt } } }`,
    )
    const { token, apiToken } = created.data.createApiToken
    expect(apiToken).toMatchObject({ name: 'ci', expiresAt: null })
    expect((await api.askAs(token)(viewer)).data.viewer.username).toBe('scripting')
    const { rows } = await api.database.sql.query('SELECT * FROM "ApiToken"')
    expect(JSON.stringify(rows)).not.toContain(token.slice(4))
    await session('mutation ($id: ID!) { revokeApiToken(id: $id) }', { id: apiToken.id })
    expect((await api.askAs(token)(viewer)).data).toEqual({ viewer: null })
  })

  test('nobody ends the sessions or tokens of others', async () => {
    const token = await signedIn(await addUser('owner'))
    const { data } = await api.askAs(token)('{ sessions { id current } }')
    expect(data.sessions).toHaveLength(1)
    expect(data.sessions[0].current).toBe(true)
    const stranger = await admin('mutation ($id: ID!) { revokeSession(id: $id) }', { id: data.sessions[0].id })
    expect(code(stranger)).toBe('NOT_FOUND')
    expect((await api.askAs(token)(viewer)).data.viewer.username).toBe('owner')
  })

  test('an expired token is refused', async () => {
    const asker = api.askAs(await signedIn(await addUser('expiring')))
    const past = await asker(
      'mutation { createApiToken(input: { name: "x", expiresAt: "2001-01-01T00:00:00Z" }) { token } }',
    )
    expect(past.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.expiresAt' }] })
  })
})

describe('users', () => {
  test('a new password ends the other sessions and keeps this one', async () => {
    const user = await addUser('changing')
    const [here, elsewhere] = [await signedIn(user), await signedIn(user)]
    const change = `mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next) { mustChangePassword } }`
    const wrong = await api.askAs(here)(change, { current: 'wrong', next: 'a new password' })
    expect(wrong.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'current' }] })
    expect((await api.askAs(here)(change, { current: user.password, next: 'a new password' })).errors).toEqual([])
    expect((await api.askAs(elsewhere)(viewer)).data).toEqual({ viewer: null })
    expect((await api.askAs(here)(viewer)).data.viewer.username).toBe('changing')
    expect((await nobody(signIn, { username: user.username, password: 'a new password' })).errors).toEqual([])
  })

  test('a disabled user is out at once, with sessions and tokens', async () => {
    const user = await addUser('disabled')
    const session = await signedIn(user)
    const created = await api.askAs(session)(`mutation { createApiToken(input: { name: "t" }) { token } }`)
    const update = `mutation ($id: ID!) { updateUser(id: $id, input: { disabled: true }) { disabled } }`
    expect((await admin(update, { id: user.id })).data).toEqual({ updateUser: { disabled: true } })
    for (const token of [session, created.data.createApiToken.token]) {
      expect((await api.askAs(token)(viewer)).data).toEqual({ viewer: null })
    }
    expect(code(await nobody(signIn, user))).toBe('UNAUTHENTICATED')
  })

  test('usernames are unique, and the last admin stays', async () => {
    await addUser('twin')
    const twin = { username: 'twin', displayName: 'x', password: 'x'.repeat(8), role: 'VIEWER' }
    const again = await admin(`mutation ($input: AddUserInput!) { addUser(input: $input) { id } }`, { input: twin })
    expect(code(again)).toBe('CONFLICT')
    const { data } = await admin('{ users { id username } }')
    const { id } = data.users.find((u: { username: string }) => u.username === 'admin')
    const demoted = await admin(`mutation ($id: ID!) { updateUser(id: $id, input: { role: VIEWER }) { id } }`, { id })
    expect(code(demoted)).toBe('CONFLICT')
  })

  test('one statement tells the roles behind all sessions and tokens that are still in force', async () => {
    const { accounts } = api.services
    const [ada, bob, carl] = await Promise.all(
      ['ada-live', 'bob-live', 'carl-live'].map(async (name) => {
        const found = await accounts.authenticate(await signedIn(await addUser(name)))
        return found ?? expect.fail('not signed in')
      }),
    )
    if (!ada || !bob || !carl) throw new Error('three were asked for')
    const { token } = await accounts.createApiToken(ada, { name: 'live' })
    const byToken = (await accounts.authenticate(token)) ?? expect.fail('no token')
    const all = [ada, bob, carl, byToken]
    const inForce = async () => [...(await accounts.rolesInForce(all)).entries()].sort()
    const [a, b, c] = [ada, bob, carl].map((who) => who.sessionId ?? '')
    const expected = (...list: [string | null | undefined, string][]) => list.map(([id, role]) => [id, role]).sort()
    expect(await inForce()).toEqual(
      expected([a, 'DEVELOPER'], [b, 'DEVELOPER'], [c, 'DEVELOPER'], [byToken.apiTokenId, 'DEVELOPER']),
    )
    await api.database.sql.query(`UPDATE "Session" SET "revokedAt" = now() WHERE id = $1`, [a])
    await api.database.sql.query(`UPDATE "User" SET role = 'VIEWER' WHERE id = $1`, [bob.userId])
    await api.database.sql.query(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [carl.userId])
    expect(await inForce()).toEqual(expected([b, 'VIEWER'], [byToken.apiTokenId, 'DEVELOPER']))
    await api.database.sql.query(`UPDATE "ApiToken" SET "expiresAt" = now() - interval '1 second'`)
    expect(await inForce()).toEqual(expected([b, 'VIEWER']))
  })

  test('another process learns of a revocation within a second, without a hint', async () => {
    const token = await signedIn(await addUser('elsewhere'))
    expect(await api.services.accounts.authenticate(token)).not.toBeNull()
    await api.database.sql.query(`UPDATE "Session" SET "revokedAt" = now()`)
    await expect.poll(() => api.services.accounts.authenticate(token), { timeout: 1100, interval: 50 }).toBeNull()
  })
})
