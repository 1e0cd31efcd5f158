import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openProduct, type Product } from '../../support/product.ts'
import { helloFrame, offsetFrame, openTerminalPage, sizeFrame, type TerminalPage } from '../../support/terminal.ts'

let product: Product
let token: string
let userId: string
let username: string
let count = 0
const accounts = () => product.composition.services.accounts
const ask = <T>(document: string, variables?: Record<string, unknown>) => product.api.ask<T>(document, variables)

beforeAll(async () => {
  product = await openProduct({ servers: 3 })
})
afterAll(() => product?.close())

/** Somebody new in every test, as what is tried takes their rights away. */
beforeEach(async () => {
  username = `olga${++count}`
  const made = await ask<{ addUser: { id: string } }>(
    'mutation ($u: String!) { addUser(input: { username: $u, displayName: "Olga", password: "long enough", role: OPERATOR }) { id } }',
    { u: username },
  )
  userId = made.addUser.id
  token = (await accounts().signIn({ username, password: 'long enough' }, 'test')).token
})

async function begin(index = 0): Promise<{ id: string; page: TerminalPage }> {
  const answer = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query:
        'mutation ($s: ID!) { openTerminal(serverId: $s, columns: 80, rows: 24, reason: "test", confirmed: true) { id } }',
      variables: { s: product.serverIds[index] },
    }),
  })
  const { id } = (await answer.json()).data.openTerminal
  const page = openTerminalPage({ url: product.url, id, token })
  await page.state('OPEN')
  return { id, page }
}

/** How long it took until the page was told, ms. */
async function toldAfter(page: TerminalPage, change: () => Promise<unknown>) {
  await change()
  const startedAt = performance.now()
  const told = await page.state('ENDED')
  return { ...told, afterMs: performance.now() - startedAt }
}

test.each<[string, string, () => Promise<unknown>]>([
  [
    'a session that ends',
    'RIGHTS_LOST',
    async () => {
      const viewer = await accounts().authenticate(token)
      if (viewer) await accounts().signOut(viewer)
    },
  ],
  [
    'a user who is disabled',
    'RIGHTS_LOST',
    () => ask('mutation ($id: ID!) { updateUser(id: $id, input: { disabled: true }) { id } }', { id: userId }),
  ],
  [
    'a role that no longer suffices',
    'RIGHTS_LOST',
    () => ask('mutation ($id: ID!) { updateUser(id: $id, input: { role: DEVELOPER }) { id } }', { id: userId }),
  ],
  [
    'another host key',
    'SERVER_CHANGED',
    () =>
      product.composition.database.prisma.server.update({
        where: { id: product.serverIds[0] },
        data: { labels: ['moved'], hostKeyFingerprint: `SHA256:${'B'.repeat(43)}` },
      }),
  ],
])('%s ends it within a second, with a word why', async (_what, end, change) => {
  const { page } = await begin()
  const told = await toldAfter(page, change)
  expect(told).toMatchObject({ end, message: expect.stringMatching(/\w/) })
  expect(told.afterMs).toBeLessThan(1000)
  expect(await page.closed).toBe(1000)
  const key = product.fleet.servers[0]?.hostKeyFingerprint
  await product.composition.database.prisma.server.update({
    where: { id: product.serverIds[0] },
    data: { hostKeyFingerprint: key },
  })
})

test.each<[string, (grantId: string) => Promise<unknown>]>([
  ['that is taken back', (id) => ask('mutation ($id: ID!) { revokeAccess(id: $id) { id } }', { id })],
  [
    'whose time is over',
    (id) => product.composition.database.prisma.accessGrant.update({ where: { id }, data: { endsAt: new Date() } }),
  ],
])('a grant %s ends it within a second', async (_what, change) => {
  const environment = {
    name: username,
    kind: 'PRODUCTION',
    path: `/srv/${username}`,
    serverIds: [product.serverIds[1]],
  }
  const { addProject } = await ask<{ addProject: { id: string; environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    { i: { title: username, repositoryUrl: product.repository.path, environments: [environment] } },
  )
  await ask('mutation ($id: ID!) { updateUser(id: $id, input: { role: DEVELOPER }) { id } }', { id: userId })
  const { grantAccess } = await ask<{ grantAccess: { id: string } }>(
    'mutation ($i: GrantAccessInput!) { grantAccess(input: $i) { id } }',
    { i: { environmentId: addProject.environments[0]?.id, userId, hours: 1, reason: 'tonight' } },
  )
  const { page } = await begin(1)
  const told = await toldAfter(page, () => change(grantAccess.id))
  expect(told).toMatchObject({ end: 'RIGHTS_LOST', message: expect.stringContaining('your rights changed') })
  expect(told.afterMs).toBeLessThan(1000)
  expect(await page.closed).toBe(1000)
  await ask('mutation ($id: ID!) { removeProject(id: $id) }', { id: addProject.id })
})

test('a server that is removed, and an ADMIN who ends it, end it too; the log names who it was', async () => {
  const { id, page } = await begin()
  const told = await toldAfter(page, () => ask('mutation ($id: ID!) { endTerminal(id: $id) { id } }', { id }))
  expect(told).toMatchObject({ end: 'ENDED_BY_ADMIN', message: expect.stringContaining('ended it') })
  const other = await begin(2)
  const removed = await toldAfter(other.page, () =>
    ask('mutation ($id: ID!) { removeServer(id: $id) }', { id: product.serverIds[2] }),
  )
  expect(removed).toMatchObject({ end: 'SERVER_CHANGED' })
  expect(removed.afterMs).toBeLessThan(1000)
  const kept = async () =>
    ask('query ($id: ID!) { terminal(id: $id) { serverName server { id } end } }', { id: other.id })
  await expect.poll(kept).toEqual({ terminal: { serverName: 'server-3', server: null, end: 'SERVER_CHANGED' } })
})

test('an sshd that is killed is told as a lost connection, and the next terminal works', async () => {
  const { page } = await begin(1)
  const told = await toldAfter(page, () => product.fleet.cutConnections(1))
  expect(told).toMatchObject({ end: 'CONNECTION_LOST' })
  const { page: next } = await begin(1)
  next.type('echo al""ive\n')
  await next.sees('alive')
  next.send(Buffer.of(4))
  await next.closed
})

test('what no page sends closes the connection, and the terminal waits for a page that keeps to the protocol', async () => {
  const { id, page } = await begin()
  const broken: [string, (socket: TerminalPage['socket']) => void, number][] = [
    ['too large', (socket) => socket.send(Buffer.alloc(200_000, 1)), 1009],
    ['text', (socket) => socket.send('hello'), 4400],
    ['of no kind', (socket) => socket.send(Buffer.of(99)), 4400],
    ['empty', (socket) => socket.send(Buffer.alloc(0)), 4400],
    ['a second hello', (socket) => socket.send(helloFrame(0)), 4400],
    ['no size', (socket) => socket.send(sizeFrame(0, 24)), 4400],
    ['half a size', (socket) => socket.send(Buffer.of(2, 0, 80)), 4400],
    ['an offset of the future', (socket) => socket.send(offsetFrame(3, 1e12)), 4400],
    ['an offset beyond numbers', (socket) => socket.send(Buffer.concat([Buffer.of(3), Buffer.alloc(8, 255)])), 4400],
    ['input from the future', (socket) => socket.send(offsetFrame(1, 5000, Buffer.from('x'))), 4400],
    ['a great piece of input', (socket) => socket.send(offsetFrame(1, 0, Buffer.alloc(16_385))), 4400],
  ]
  let current = page
  for (const [what, send, code] of broken) {
    send(current.socket)
    expect(await current.closed, what).toBe(code)
    current = openTerminalPage({ url: product.url, id, token, received: 0 })
    await current.state('OPEN')
  }
  current.type('echo st""ill\n')
  await current.sees('still')
  current.send(Buffer.of(4))
  await current.closed
  current.send(Buffer.from('after the end'))
})

test('ten thousand sizes at once: the newest holds, or the flood is cut; the process stays awake', async () => {
  const { id, page } = await begin()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (let n = 0; n < 10_000; n++) page.resize(80 + (n % 100), 24)
  expect(await page.closed).toBe(4429)
  delay.disable()
  expect(delay.percentile(99) / 1e6).toBeLessThan(500)
  const again = openTerminalPage({ url: product.url, id, token })
  await again.state('OPEN')
  for (let n = 0; n < 1_000; n++) again.resize(100 + (n % 10), 50)
  again.resize(77, 33)
  again.type('until [ "$(stty size)" = "33 77" ]; do sleep 0.05; done; echo la""st\n')
  await again.sees('last')
  again.send(Buffer.of(4))
  await again.closed
})

test('50 MB of output come through, in bounded memory and time, while the process answers others', async () => {
  const { id, page } = await begin()
  const bytes = 50e6
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const before = process.memoryUsage().rss
  let highest = 0
  const watching = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }, 50)
  delay.enable()
  const startedAt = performance.now()
  page.type(
    `yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c ${bytes}; echo; echo en$((1))d\n`,
  )
  await page.sees('en1d')
  const seconds = (performance.now() - startedAt) / 1000
  clearInterval(watching)
  delay.disable()
  const grown = (highest - before) / 1e6
  const p99 = delay.percentile(99) / 1e6
  process.stdout.write(
    `50 MB of output: ${seconds.toFixed(1)} s, RSS +${grown.toFixed(0)} MB (server and page in one process), event-loop delay p99 ${p99.toFixed(0)} ms\n`,
  )
  expect(page.received).toBeGreaterThan(bytes)
  expect(grown).toBeLessThan(150)
  page.send(Buffer.of(4))
  await page.closed
  await expect
    .poll(() => product.composition.database.prisma.terminal.findUnique({ where: { id } }))
    .toMatchObject({ recordingCut: true, end: 'CLOSED' })
})

test('a process that stops says so, and writes it down', async () => {
  const { id, page } = await begin()
  await product.composition.services.terminals.stopTerminals()
  expect(await page.state('ENDED')).toMatchObject({ end: 'STOPPED', message: expect.stringContaining('restarting') })
  expect(await product.composition.database.prisma.terminal.findUnique({ where: { id } })).toMatchObject({
    end: 'STOPPED',
  })
})
