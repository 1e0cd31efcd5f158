import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProduct, type Product } from '../../support/product.ts'
import { openTerminalPage, type PageOptions } from '../../support/terminal.ts'

let product: Product
let token: string
const prisma = () => product.composition.database.prisma

beforeAll(async () => {
  product = await openProduct({ servers: 2, env: { SENDOFF_TERMINALS_PER_USER: '4' } })
  token = product.token
})
afterAll(() => product?.close())

const openDocument = `mutation ($s: ID!, $r: String, $c: Boolean) {
  openTerminal(serverId: $s, columns: 80, rows: 24, reason: $r, confirmed: $c) { id production reason address } }`

async function openTerminal(index = 0) {
  const { openTerminal: made } = await product.api.ask<{ openTerminal: { id: string } }>(openDocument, {
    s: product.serverIds[index],
  })
  return made.id
}
const come = (id: string, options: Partial<PageOptions> = {}) =>
  openTerminalPage({ url: product.url, id, token, ...options })
async function begin(index = 0) {
  const id = await openTerminal(index)
  const page = come(id)
  await page.state('OPEN')
  return { id, page }
}

/** Every line of the recording of a terminal. */
async function recorded(id: string): Promise<[number, string, string][]> {
  const answer = await fetch(`${product.url}/terminals/${id}/recording`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const [header, ...lines] = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(header).toMatchObject({ version: 2, width: 80, height: 24 })
  return lines
}

test('a person works in a shell: types, sees, makes it larger, and it is written down', async () => {
  const { id, page } = await begin()
  page.type('echo $((40 + 2)) bottles\n')
  await page.sees('42 bottles')
  page.resize(132, 43)
  page.type('until [ "$(stty size)" = "43 132" ]; do sleep 0.05; done; echo gro""wn\n')
  await page.sees('grown')
  page.type('exit 3\n')
  expect(await page.state('ENDED')).toMatchObject({ end: 'EXITED', exitCode: 3 })
  expect(await page.closed).toBe(1000)
  await expect.poll(() => prisma().terminal.findUnique({ where: { id } })).toMatchObject({ end: 'EXITED', exitCode: 3 })
  const lines = await recorded(id)
  expect(lines.some(([, code, data]) => code === 'r' && data === '132x43')).toBe(true)
  expect(
    lines
      .filter(([, code]) => code === 'o')
      .map(([, , data]) => data)
      .join(''),
  ).toContain('42 bottles')
  expect(lines.filter(([, code]) => code === 'i')).toEqual([])
  const times = lines.map(([at]) => at)
  expect(times).toEqual([...times].sort((one, other) => one - other))
  const { activity } = await product.api.ask<{ activity: { events: { kind: string; message: string }[] } }>(
    '{ activity(after: 0, limit: 500) { events { kind message } } }',
  )
  const told = activity.events.filter(({ kind }) => kind.startsWith('terminal.')).slice(-3)
  expect(told.map(({ kind }) => kind)).toEqual(['terminal.opened', 'terminal.closed', 'terminal.replayed'])
  expect(told[2]?.message).toBe('took the recording of a terminal on "server-1" (their own)')
  expect(told[1]?.message).toMatch(
    /worked in a terminal on "server-1" for \d+ s, \d+ bytes of output: The shell ended with 3/,
  )
})

test('a page that lost its connection comes back to where it was, and nothing is lost or doubled', async () => {
  const { id, page } = await begin()
  const first = 'echo be""fore\n'
  const second = 'seq 1 2000; echo al""l\n'
  page.type(first)
  await page.sees('before')
  page.acknowledge(false)
  page.type(second)
  await page.sees('all')
  const had = page.received
  page.socket.terminate()
  await page.closed
  const inputSent = first.length + second.length
  const again = come(id, { received: had - 3000, inputSent })
  expect(await again.state('OPEN')).toMatchObject({ output: had - 3000, input: inputSent, lost: false })
  await again.sees('1999\r\n2000\r\nall')
  // What was sent before the cut comes twice, and is taken once.
  again.send(Buffer.concat([Buffer.of(1), Buffer.alloc(8), Buffer.from(first)]))
  again.type('echo on""ce\n')
  await again.sees('once')
  expect(again.text()).not.toContain('before')
  again.send(Buffer.of(4))
  expect(await again.state('ENDED')).toMatchObject({ end: 'CLOSED' })
})

test('a page that does not read stops the server, and one that reads gets everything', async () => {
  const { page } = await begin()
  page.acknowledge(false)
  page.type('yes 0123456789abcdef | head -c 3000000; echo; echo flood$((1))over\n')
  await page.until(() => page.received > 500_000)
  const stoodAt = page.received
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(page.received - stoodAt).toBeLessThan(64 * 1024)
  expect(page.received).toBeLessThan(600 * 1024)
  page.acknowledge(true)
  await page.sees('flood1over')
  expect(page.received).toBeGreaterThan(3_000_000)
  page.send(Buffer.of(4))
  await page.closed
})

test('another page takes it over; a third one of somebody else is told that there is none', async () => {
  const { id, page } = await begin()
  const other = come(id)
  expect(await page.closed).toBe(4410)
  await other.state('OPEN')
  await product.api.ask(
    'mutation { addUser(input: { username: "eve", displayName: "Eve", password: "long enough", role: ADMIN }) { id } }',
  )
  const eve = await product.composition.services.accounts.signIn({ username: 'eve', password: 'long enough' }, 'test')
  expect(await come(id, { token: eve.token }).closed).toBe(4404)
  expect(await come('00000000-0000-7000-8000-000000000000').closed).toBe(4404)
  expect(await come(id, { token: null }).closed).toBe(4401)
  expect(await come(id, { token, headers: { origin: 'https://evil.example' } }).closed).toBe(403)
  other.send(Buffer.of(4))
  await other.closed
})

test('what cannot be connected says why, and says it again to whoever comes later', async () => {
  await product.fleet.stop(1)
  const id = await openTerminal(1)
  const page = come(id)
  expect(await page.state('ENDED')).toMatchObject({ end: 'UNREACHABLE', message: expect.stringMatching(/refused/) })
  await expect.poll(() => prisma().terminal.findUnique({ where: { id } })).toMatchObject({ end: 'UNREACHABLE' })
  await product.fleet.start(1)
})

test('PRODUCTION asks for a reason and a confirmation, and nobody has more than so many', async () => {
  await product.api.ask('mutation ($i: AddProjectInput!) { addProject(input: $i) { id } }', {
    i: {
      title: 'Shop',
      repositoryUrl: product.repository.path,
      environments: [{ name: 'live', kind: 'PRODUCTION', path: '/srv/shop', serverIds: [product.serverIds[1]] }],
    },
  })
  const ask = (variables: object) =>
    product.api.ask<{ openTerminal: object }>(openDocument, { s: product.serverIds[1], ...variables })
  await expect(ask({})).rejects.toThrow(/reason: .*Say why.*confirmed/)
  await expect(ask({ r: 'disk full', c: false })).rejects.toThrow(/confirmed/)
  expect(await ask({ r: 'disk full', c: true })).toMatchObject({
    openTerminal: { production: true, reason: 'disk full', address: expect.any(String) },
  })
  for (let n = 0; n < 3; n++) await openTerminal()
  await expect(openTerminal()).rejects.toThrow(/at most 4/)
  const { terminals } = await product.api.ask<{ terminals: { nodes: { id: string }[]; totalCount: number } }>(
    '{ terminals(open: true) { totalCount nodes { id } } }',
  )
  expect(terminals.totalCount).toBe(4)
  for (const { id } of terminals.nodes)
    await product.api.ask('mutation ($id: ID!) { endTerminal(id: $id) { end } }', { id })
  expect((await come(terminals.nodes[0]?.id ?? '').state('ENDED')).end).toBe('CLOSED')
})

test('what is stored is compressed, and a recording that was cleared is gone', async () => {
  const { id, page } = await begin()
  page.type('yes | head -c 200000; exit\n')
  await page.closed
  await expect.poll(async () => (await prisma().terminal.findUnique({ where: { id } }))?.endedAt).not.toBeNull()
  const chunks = await prisma().terminalChunk.findMany({ where: { terminalId: id } })
  const stored = chunks.reduce((sum, { content }) => sum + content.length, 0)
  expect(stored).toBeLessThan(40_000)
  expect(gunzipSync(chunks[0]?.content ?? '').toString()).toMatch(/^\[/)
  await prisma().terminal.update({ where: { id }, data: { endedAt: new Date('2020-01-01') } })
  await product.composition.services.terminals.tendTerminals()
  expect(await prisma().terminalChunk.count({ where: { terminalId: id } })).toBe(0)
  const answer = await fetch(`${product.url}/terminals/${id}/recording`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(404)
})
