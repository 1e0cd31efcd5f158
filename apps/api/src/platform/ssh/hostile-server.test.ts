import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { foreignText } from './foreign-text.ts'
import { checkServer } from './server-check.ts'
import { parseFacts } from './server-facts.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** An SSH packet before encryption that ends the connection with these words. */
function disconnectWith(words: string): Buffer {
  const text = Buffer.from(words)
  const payload = Buffer.alloc(13 + text.length)
  payload.writeUInt8(1, 0)
  payload.writeUInt32BE(2, 1)
  payload.writeUInt32BE(text.length, 5)
  text.copy(payload, 9)
  const padding = 16 - ((payload.length + 5) % 8)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(payload.length + padding + 1, 0)
  head.writeUInt8(padding, 4)
  return Buffer.concat([head, payload, Buffer.alloc(padding)])
}

async function check(greeting: Buffer) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(greeting)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const address = { id: 's', name: 'web-1', host: '127.0.0.1', port, username: 'ada', auth: { password: 'x' } }
  return checkServer({ ...address, hostKeyFingerprint: null, jump: null }, { limits: { signInMs: 3_000 } })
}

it.each([
  ['a goodbye with NUL', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), disconnectWith('\0\u001b[2J\u202ego away')])],
  ['a long goodbye', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), disconnectWith('x'.repeat(20_000))])],
  ['garbage', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(4000, 0xff)])],
  ['no SSH at all', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n\0')],
])('a server that answers with %s gives a check that can be stored and shown', async (_what, greeting) => {
  const { ok, message } = await check(greeting)
  expect(ok).toBe(false)
  expect(message).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(message.length).toBeLessThan(700)
})

it('facts keep to what a database and an Int can hold', () => {
  const facts = parseFacts('os=a\0b\u001b[31m\ncpus=999999999999999999\nmemory=8000\n')
  expect(facts).toMatchObject({ os: 'a?b?[31m', cpus: 1_000_000, memoryBytes: 8192 })
})

it('foreign text is one line', () => {
  expect(foreignText('a\r\nb\ud800')).toBe('a??b?')
})
