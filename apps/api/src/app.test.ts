import { connect as openSocket } from 'node:net'
import { type Client, createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { collector } from './platform/bus/testing/bus-contract.ts'
import { createSmallApp } from './testing/small-app.ts'
import { viewer } from './testing/small-schema.ts'

const small = createSmallApp()
let url = ''
const clients: Client[] = []

beforeAll(async () => {
  url = (await small.app.start(0, '127.0.0.1')).url
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.dispose()))
  await small.app.stop({ graceMs: 500 })
  small.close()
})

const bearer = { authorization: 'Bearer t-ada' }

async function post(query: string, headers: Record<string, string> = {}, variables?: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return { response, body: await response.json() }
}

function connect(authorization: string | null = 'Bearer t-ada', headers: Record<string, string> = {}) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { headers })
      }
    },
    connectionParams: authorization ? { authorization } : {},
    retryAttempts: 0,
  })
  clients.push(client)
  return client
}

interface Ended {
  error?: unknown
}

function subscribe(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const results = collector<{ data?: { items: Record<string, unknown> }; errors?: readonly { message: string }[] }>()
  let end: (value: Ended) => void = () => {}
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const stop = client.subscribe(
    { query, variables },
    { next: (value) => results.add(value as never), error: (error) => end({ error }), complete: () => end({}) },
  )
  return { next: results.next, ended, stop }
}

/** What the server answers to bytes that no client of ours would send; its first line. */
const answerTo = (...lines: string[]) =>
  new Promise<string>((resolve, reject) => {
    const socket = openSocket(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`${lines.join('\r\n')}\r\n\r\n`),
    )
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
    socket.once('data', (bytes) => {
      resolve(bytes.toString().split('\r\n', 1)[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })

describe('hostile requests', () => {
  const upgrade = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: eA==']

  test.each(['//', '///', 'http://', '*', '//[', '/%'])(
    'an upgrade of %s is refused and ends nothing',
    async (target) => {
      expect(await answerTo(`GET ${target} HTTP/1.1`, 'host: x', ...upgrade)).toBe('HTTP/1.1 404 Not Found')
    },
  )

  test.each([
    ['//', 'x'],
    ['///', 'x'],
    ['http://', 'x'],
    ['*', 'x'],
    ['//[', 'x'],
    ['/%', 'x'],
    ['/', 'a b'],
    ['/', '['],
    ['/graphql', 'x:99999999'],
  ])('%s on the host %s is answered', async (target, host) => {
    expect(await answerTo(`GET ${target} HTTP/1.1`, `host: ${host}`)).toMatch(/^HTTP\/1\.1 \d{3} /)
    expect((await post('{ viewer }')).body).toEqual({ data: { viewer: null } })
  })
})

describe('over HTTP', () => {
  test('strangers may ask who they are and sign in, and nothing else, not even by a fragment', async () => {
    expect((await post('{ viewer }')).body).toEqual({ data: { viewer: null } })
    const refused = {
      errors: [{ extensions: { code: 'UNAUTHENTICATED' }, message: expect.stringContaining('Sign in') }],
    }
    expect((await post('{ secret }')).body).toMatchObject(refused)
    expect((await post('{ viewer ...F } fragment F on Query { secret }')).body).toMatchObject(refused)
    expect((await post('{ __schema { types { name } } }')).body).toMatchObject(refused)
    expect((await post('{ unknownField }')).body).toMatchObject(refused)
    expect((await post('{ secret }', bearer)).body).toEqual({ data: { secret: 'ada' } })
    expect((await post('{ __schema { queryType { name } } }', bearer)).body.data.__schema.queryType.name).toBe('Query')
    // What was refused to a stranger was not remembered for those who may.
    expect((await post('{ secret }')).body).toMatchObject(refused)
  })

  test('signing in sets a cookie that signs in', async () => {
    const { response } = await post('mutation { signIn }')
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^sendoff=t-ada; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
    const mine = { cookie: cookie.split(';', 1)[0] ?? '' }
    expect((await post('{ secret }', mine)).body).toEqual({ data: { secret: 'ada' } })
  })

  test('a cookie works from here only', async () => {
    const cookie = { cookie: 'sendoff=t-ada' }
    expect((await post('{ secret }', { ...cookie, origin: url })).body.data).toEqual({ secret: 'ada' })
    expect((await post('{ secret }', { ...cookie, origin: 'https://evil.example' })).response.status).toBe(403)
    expect((await post('{ secret }', { ...cookie, 'sec-fetch-site': 'cross-site' })).response.status).toBe(403)
    expect((await post('{ secret }', { ...cookie, 'content-type': 'text/plain' })).response.status).toBe(403)
    const get = await fetch(`${url}/graphql?query={secret}`, { headers: cookie })
    expect(get.status).toBe(403)
    expect(get.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('errors: the caller’s with code and fields, ours masked and logged under the same id', async () => {
    expect((await post('{ refused }', bearer)).body.errors[0]).toMatchObject({
      message: 'name: Too long.',
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'name', message: 'Too long.' }] },
    })
    const { body } = await post('{ broken }', bearer)
    expect(JSON.stringify(body)).not.toContain('secret of the inside')
    const { requestId } = body.errors[0].extensions
    expect(small.logged).toContainEqual(expect.objectContaining({ requestId }))
  })

  test.each([
    ['depth', `{ list ${'{ children '.repeat(20)} { name } ${'}'.repeat(20)} }`],
    ['aliases', `{ ${Array.from({ length: 60 }, (_, n) => `a${n}: viewer`).join(' ')} }`],
    ['cost', '{ list(first: 1000) { children(first: 1000) { name } } }'],
    ['tokens', `{ ${'viewer '.repeat(3_000)} }`],
    ['cost', `{ list ${'{ children '.repeat(6)} { name } ${'}'.repeat(6)} }`],
  ])('refuses what is too much: %s', async (_, query) => {
    const { body } = await post(query, bearer)
    expect(body.data).toBeUndefined()
    expect(body.errors[0].message).toMatch(/at most|token/i)
  })

  test('nested fragments are weighed in no time', async () => {
    const fragments = Array.from({ length: 200 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F200 on Query { viewer }`
    const startedAt = performance.now()
    await post(query, bearer)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('bodies are limited, batches and uploads refused', async () => {
    expect(
      (
        await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { ...bearer, 'content-type': 'application/json' },
          body: `{"query":"${'x'.repeat(1_100_000)}"}`,
        })
      ).status,
    ).toBe(413)
    const batch = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '[{"query":"{viewer}"}]',
    })
    expect(JSON.stringify(await batch.json())).not.toContain('"viewer":')
  })
})

describe('over SSE', () => {
  async function stream(query: string) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    return {
      response,
      cancel: () => reader?.cancel(),
      async until(part: string) {
        while (!seen.includes(part)) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
          if (done) throw new Error(`The stream ended without ${part}: ${seen}`)
          seen += value
        }
        return seen
      },
    }
  }

  test('a subscription streams, and ends with its session', async () => {
    small.log.append('items', { kind: 'n', payload: { text: 'first' } })
    const events = await stream('subscription { items(after: 0) { seq text mine } }')
    expect(events.response.headers.get('content-type')).toContain('text/event-stream')
    await events.until('"text":"first","mine":"ada"')
    small.log.append('items', { kind: 'n', payload: { text: 'second' } })
    await events.until('"text":"second"')
    const ada = small.tokens.get('t-ada')
    small.tokens.delete('t-ada')
    small.bus.publish('access', { userId: 'ada', sessionId: null })
    expect(await events.until('event: complete')).toContain('"code":"UNAUTHENTICATED"')
    if (ada) small.tokens.set('t-ada', ada)
  })

  test('a position beyond the head is the caller’s mistake', async () => {
    const events = await stream('subscription { items(after: 999) { seq } }')
    expect(await events.until('event: complete')).toContain('"fields":[{"path":"after"')
  })

  test('is not offered to those who accept JSON only', async () => {
    const { body } = await post('subscription { items { seq } }', bearer)
    expect(body.errors[0].message).toContain('text/event-stream')
  })
})

describe('over a WebSocket', () => {
  test('equal subscriptions share executions; ids, order and content are each one’s own', async () => {
    const shared = small.hubs.counters.sharedFrames
    const query = 'subscription S($after: Int) { items(after: $after) { seq text } }'
    const head = await small.log.head('items')
    const one = subscribe(connect(), query, { after: head })
    const two = subscribe(connect('Bearer t-bob'), query, { after: head - 1 })
    expect((await two.next()).data?.items.seq).toBe(head)
    const added = small.log.append(
      'items',
      ...[1, 2, 3].map((n) => ({ kind: 'n', payload: { text: `Grüße ${n} 🚀` } })),
    )
    for (const { seq, payload } of added) {
      const expected = { data: { items: { seq, ...(payload as object) } } }
      expect(await one.next()).toEqual(expected)
      expect(await two.next()).toEqual(expected)
    }
    expect(small.hubs.counters.sharedFrames - shared).toBe(7)
    one.stop()
    two.stop()
  })

  test('what depends on the viewer is never shared', async () => {
    const query = 'subscription { items { seq kind mine } }'
    const ada = subscribe(connect(), query)
    const bob = subscribe(connect('Bearer t-bob'), query)
    expect((await ada.next()).data?.items).toMatchObject({ kind: 'heartbeat', mine: 'ada' })
    expect((await bob.next()).data?.items).toMatchObject({ kind: 'heartbeat', mine: 'bob' })
    ada.stop()
    bob.stop()
  })

  test('a mistake in one operation leaves the others alone', async () => {
    const client = connect()
    const good = subscribe(client, 'subscription { items { seq } }')
    await good.next()
    for (const query of [
      '{',
      '{ nothing }',
      'subscription { items(after: 999) { seq } }',
      `{ ${'viewer '.repeat(3_000)} }`,
    ]) {
      expect(Array.isArray((await subscribe(client, query).ended).error)).toBe(true)
    }
    const broken = subscribe(client, 'subscription { items(after: 0) { seq broken } }')
    const { errors } = await broken.next()
    expect(errors?.[0]?.message).toContain('The log knows more')
    small.log.append('items', { kind: 'n', payload: {} })
    expect((await good.next()).data?.items.seq).toBe(await small.log.head('items'))
    good.stop()
    broken.stop()
  })

  test('at most fifty operations on a socket', async () => {
    const client = connect()
    const open = Array.from({ length: 50 }, () => subscribe(client, 'subscription { items { seq } }'))
    for (const subscription of open) await subscription.next()
    const { error } = await subscribe(client, '{ viewer }').ended
    expect(error).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    for (const subscription of open) subscription.stop()
  })

  test('queries and mutations work as well', async () => {
    expect(await subscribe(connect(), '{ secret }').next()).toEqual({ data: { secret: 'ada' } })
  })

  test('the cookie signs in, from here only; nobody else comes in', async () => {
    const cookie = { cookie: 'sendoff=t-ada' }
    const own = subscribe(connect(null, { ...cookie, origin: url }), '{ secret }')
    expect(await own.next()).toEqual({ data: { secret: 'ada' } })
    const foreign = subscribe(connect(null, { ...cookie, origin: 'https://evil.example' }), '{ secret }')
    expect((await foreign.ended).error).toBeDefined()
    const stranger = subscribe(connect(null), '{ viewer }')
    expect((await stranger.ended).error).toMatchObject({ code: 4401 })
  })

  test('closes within a second when the session ends or the role changes', async () => {
    const watched = subscribe(connect('Bearer t-bob'), 'subscription { items { seq } }')
    await watched.next()
    const bob = small.tokens.get('t-bob')
    if (!bob) throw new Error('no bob')
    small.tokens.set('t-bob', { ...bob, role: 'VIEWER' })
    small.bus.publish('access', { userId: 'bob', sessionId: null })
    expect((await watched.ended).error).toMatchObject({ code: 4403 })
    const again = subscribe(connect('Bearer t-bob'), 'subscription { items { seq } }')
    await again.next()
    small.tokens.delete('t-bob')
    small.bus.publish('access', { userId: 'bob', sessionId: null })
    expect((await again.ended).error).toMatchObject({ code: 4401 })
  })

  test('closes within two seconds when the session ended and the hint of it was lost', async () => {
    small.tokens.set('t-eve', viewer('eve'))
    const watched = subscribe(connect('Bearer t-eve'), 'subscription { items { seq } }')
    await watched.next()
    const from = performance.now()
    small.tokens.delete('t-eve')
    expect((await watched.ended).error).toMatchObject({ code: 4401 })
    expect(performance.now() - from).toBeLessThan(2_000)
  })

  test('a message that is too large ends the connection', async () => {
    const { error } = await subscribe(connect(), `{ viewer } # ${'x'.repeat(300_000)}`).ended
    expect(error).toMatchObject({ code: 1009 })
  })
})

describe('beside the API', () => {
  test('health, readiness and metrics', async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ version: '0.0.0', gojsLicenseKey: null })
    expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true, database: 'ok', bus: 'ok' })
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toMatch(/^process_cpu_seconds_total /m)
    expect(metrics).toMatch(/^sendoff_stream_shared_frames_total \d+$/m)
    expect(metrics).toMatch(/^sendoff_releases_queued 3$/m)
    expect(metrics).toMatch(/^sendoff_releases_oldest_queued_seconds 12.5$/m)
    expect(metrics).toMatch(/^sendoff_http_request_seconds_count\{route="graphql"/m)
  })

  test('GraphiQL for those who signed in, without a foreign address', async () => {
    const html = { accept: 'text/html' }
    const stranger = await fetch(`${url}/graphql`, { headers: html, redirect: 'manual' })
    expect([stranger.status, stranger.headers.get('location')]).toEqual([302, '/sign-in?next=%2Fgraphql'])
    const page = await fetch(`${url}/graphql`, { headers: { ...html, cookie: 'sendoff=t-ada' } })
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/)
    expect(await page.text()).toContain('Sendoff API')
  })

  test('without a built page it says how to build it, with safe headers', async () => {
    const response = await fetch(`${url}/releases/1`)
    expect(await response.text()).toContain('npm run build')
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

test('stopping tells sockets to come back and ends within the grace', async () => {
  const other = createSmallApp()
  const { url: otherUrl } = await other.app.start(0, '127.0.0.1')
  const closed = collector<{ code: number }>()
  const client = createClient({
    url: `${otherUrl.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer t-ada' },
    retryAttempts: 0,
    on: { closed: (event) => closed.add(event as { code: number }) },
  })
  const following = subscribe(client, 'subscription { items { seq } }')
  await following.next()
  const startedAt = performance.now()
  await other.app.stop({ graceMs: 2_000 })
  expect((await closed.next()).code).toBe(1012)
  expect(performance.now() - startedAt).toBeLessThan(2_500)
  other.close()
})
