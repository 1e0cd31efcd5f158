import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createPoster } from './poster.ts'

const post = { headers: { 'x-one': '1' }, body: '{"ä":1}' }
const servers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(listener: RequestListener = () => {}) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const named =
  (...addresses: string[]) =>
  (_host: string, _options: unknown, done: (error: null, found: unknown) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('posts to the address that the name leads to, whole', async () => {
  let got = ''
  const port = await listen(async (request, response) => {
    for await (const chunk of request) got += chunk
    response
      .writeHead(200, { 'x-two': '2' })
      .end(`${request.method} ${request.headers['x-one']} ${request.headers.host}`)
  })
  const { post: send } = createPoster({ resolve: named('169.254.169.254', '127.0.0.1') as never })
  expect(await send({ ...post, url: `http://receiver.example:${port}/in` })).toMatchObject({
    status: 200,
    headers: { 'x-two': '2' },
    body: `POST 1 receiver.example:${port}`,
  })
  expect(got).toBe(post.body)
})

test.each(['http://169.254.169.254/', 'http://0xa9fea9fe/', 'http://[fe80::1]/', 'http://[::ffff:169.254.1.1]/'])(
  'does not connect to %s',
  async (url) => {
    expect(await createPoster().post({ ...post, url })).toMatchObject({ lasting: true })
  },
)

test('does not connect where only a name leads that may not be called', async () => {
  const { post: send } = createPoster({ resolve: named('169.254.169.254', 'fe80::1') as never })
  expect(await send({ ...post, url: 'http://metadata.example/' })).toMatchObject({ lasting: true })
})

test('ends in time also while the name is looked up, and says nothing of the path', async () => {
  const { post: send } = createPoster({ timeoutMs: 50, resolve: (() => {}) as never })
  expect(await send({ ...post, url: 'http://slow.example/token' })).toEqual({
    problem: 'The receiver did not answer within 0.05 seconds.',
    lasting: false,
  })
})

test('says what is wrong without the address', async () => {
  const port = await listen()
  const server = servers.pop()
  server?.close()
  const refused = await createPoster().post({ ...post, url: `http://127.0.0.1:${port}/token` })
  expect(refused).toEqual({ problem: 'The receiver refused the connection.', lasting: false })
  const resolve = ((_h: string, _o: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error('getaddrinfo ENOTFOUND secret.example'), { code: 'ENOTFOUND' }))) as never
  const unknown = await createPoster({ resolve }).post({ ...post, url: 'http://secret.example/token' })
  expect(unknown).toEqual({ problem: 'The host name is not known.', lasting: false })
})

test('speaks of TLS when a plain server is asked for it', async () => {
  const port = await listen()
  const answered = await createPoster().post({ ...post, url: `https://127.0.0.1:${port}/` })
  expect(answered).toMatchObject({ problem: expect.stringContaining('TLS'), lasting: false })
})
