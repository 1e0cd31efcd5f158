import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pushBody, sendAsGithub } from '../support/incoming-scene.ts'
import { openProduct, type Product } from '../support/product.ts'

const MB = 1024 * 1024
let product: Product
let origin: string
let environmentId: string
let commit: string
let hook: { id: string; secret: string }
const address = (id = hook.id) => `${origin}/hooks/${id}`

beforeAll(async () => {
  product = await openProduct({ servers: 1 })
  origin = product.url
  commit = await product.repository.commit({ 'index.txt': 'two\n' })
  const environments = [{ name: 'test', kind: 'TEST', path: '~/shop', serverIds: product.serverIds }]
  const { addProject } = await product.api.ask<{ addProject: { id: string; environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: product.repository.path, environments } },
  )
  environmentId = addProject.environments[0]?.id ?? ''
  const rules = [{ kind: 'BRANCH', pattern: 'main', environmentId }]
  const { addIncomingHook } = await product.api.ask<{ addIncomingHook: { secret: string; hook: { id: string } } }>(
    'mutation ($i: AddIncomingHookInput!) { addIncomingHook(input: $i) { secret hook { id } } }',
    { i: { projectId: addProject.id, name: 'github', provider: 'GITHUB', rules } },
  )
  hook = { id: addIncomingHook.hook.id, secret: addIncomingHook.secret }
})
afterAll(() => product?.close())

const releases = () => product.composition.services.database.prisma.release.count()
/** All that somebody outside can tell two answers apart by. */
async function seen(answer: Promise<Response> | Response) {
  const { status, headers, text } = await (async (response) => ({
    ...{ status: response.status, text: await response.text() },
    headers: [...response.headers.keys()].filter((name) => name !== 'date').sort(),
  }))(await answer)
  return { status, headers, text }
}
const sign = (body: string, secret = hook.secret) => createHmac('sha256', secret).update(body).digest('hex')
const post = (body: string, headers: Record<string, string> = {}, id = hook.id) =>
  fetch(address(id), { method: 'POST', body, headers })
const signed = (body: string, headers: Record<string, string> = {}) =>
  post(body, { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${sign(body)}`, ...headers })

it('a real push ships to the server, and the same message again is the same release', async () => {
  const body = pushBody('refs/heads/main', commit)
  const first = await sendAsGithub(address(), hook.secret, 'push', body)
  expect(first.status).toBe(202)
  const told = (await first.json()) as { releaseIds: string[] }
  expect(await product.ended(told.releaseIds[0] ?? '')).toMatchObject({ status: 'SUCCEEDED' })
  const again = await Promise.all([1, 2, 3].map(() => sendAsGithub(address(), hook.secret, 'push', body)))
  for (const each of again) expect(await each.json()).toEqual(told)
  expect(await releases()).toBe(1)
})

it('answers all that is not believed alike, whatever else is right or wrong about it', async () => {
  const body = pushBody('refs/heads/main', commit)
  const before = await releases()
  const other = sign(body, 'a guess')
  const answers = [
    post(body),
    post(body, { 'x-hub-signature-256': '' }),
    post(body, { 'x-hub-signature-256': `sha256=${other}` }),
    post(body, { 'x-hub-signature-256': `sha1=${other}` }),
    post(body, { 'x-hub-signature-256': `sha256=${sign(body).slice(0, -2)}` }),
    post(`${body} `, { 'x-hub-signature-256': `sha256=${sign(body)}` }),
    post('not JSON', { 'x-hub-signature-256': `sha256=${other}` }),
    post('', { 'x-hub-signature-256': `sha256=${other}`, 'x-github-event': 'ping' }),
    post(body, { 'content-type': 'multipart/form-data', 'x-hub-signature-256': `sha256=${other}` }),
    post(body, { 'x-gitlab-token': hook.secret }),
  ]
  const all = await Promise.all(answers.map(seen))
  expect(all[0]).toMatchObject({ status: 401 })
  for (const each of all) expect(each).toEqual(all[0])
  expect(all[0]?.text).not.toMatch(/shop|main|github/i)
  expect(await releases()).toBe(before)
})

it('answers an unknown, a malformed and a switched off address alike', async () => {
  const set = (enabled: boolean) =>
    product.api.ask('mutation ($id: ID!, $e: Boolean) { updateIncomingHook(id: $id, input: { enabled: $e }) { id } }', {
      ...{ id: hook.id, e: enabled },
    })
  const body = pushBody('refs/heads/main', commit)
  await set(false)
  const all = await Promise.all([
    seen(signed(body)),
    ...['00000000-0000-7000-8000-000000000000', 'x', '-', '1'.repeat(100)].map((id) => seen(post(body, {}, id))),
  ])
  await set(true)
  expect(all[0]).toMatchObject({ status: 404 })
  for (const each of all) expect(each).toEqual(all[0])
  // Whoever only looks learns nothing either.
  const [known, unknown] = await Promise.all([fetch(address()), fetch(address(crypto.randomUUID()))].map(seen))
  expect(known).toEqual(unknown)
})

it.each([
  ['a form that is JSON', '{"ref":"refs/heads/main"}', 'application/x-www-form-urlencoded'],
  ['parts', '--x\r\n\r\n{}\r\n--x--', 'multipart/form-data; boundary=x'],
  ['bytes that are no text', '\u0000\u0001', 'application/octet-stream'],
])('a signed body of the wrong type ships nothing: %s', async (_what, body, type) => {
  const before = await releases()
  expect((await signed(body, { 'content-type': type })).status).toBe(400)
  expect(await releases()).toBe(before)
})

it('takes nothing that is too large, said or not, and stays well', async () => {
  const large = 'x'.repeat(MB + 1)
  expect(await seen(signed(large))).toMatchObject({ status: 413 })
  const { status, connection } = await raw([
    `POST /hooks/${hook.id} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`,
    `${(MB + 1).toString(16)}\r\n${large}\r\n`,
  ])
  expect([status, connection]).toEqual([413, 'close'])
  expect((await signed('{}', { 'x-github-event': 'ping' })).status).toBe(200)
})

it('gives up a body that does not come', async () => {
  const head = `POST /hooks/${hook.id} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n`
  expect(await raw([head, '{"ref":'])).toMatchObject({ status: 408, connection: 'close' })
})

it('who knocks without the secret uses up nothing of what its owner may send', async () => {
  const statuses = new Set<number>()
  for (let n = 0; n < 70; n++) statuses.add((await post('{}')).status)
  expect([...statuses]).toEqual([401, 429])
  expect((await signed('{}', { 'x-github-event': 'ping' })).status).toBe(200)
})

/** Says something by hand and hears what comes until the server hangs up. */
async function raw(parts: string[]): Promise<{ status: number; connection: string | undefined }> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  // The server may hang up before it has heard all.
  socket.on('error', () => undefined)
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return { status: Number(heard.split(' ')[1]), connection: /^connection: (.*)\r$/im.exec(heard)?.[1] }
}
