import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readAnnouncement } from './announcement.ts'
import { compactPeers } from './peers.ts'
import { createRoll, type Roll } from './roll.ts'
import { createTracker, type Tracker } from './tracker.ts'

let tracker: Tracker
let roll: Roll
let port: number
let time = 0

beforeEach(async () => {
  time = 0
  tracker = createTracker(0, () => null)
  roll = createRoll(randomBytes(20), ['a', 'b', 'c'], () => time)
  port = await tracker.open(roll)
})
afterEach(() => tracker.close(roll))

const percent = (bytes: Buffer) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

async function ask(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: answer.status, text: Buffer.from(await answer.arrayBuffer()).toString('latin1') }
}
const announce = (id: string, change: Record<string, string> = {}) => {
  const peer_id = percent(Buffer.from(id.padEnd(20, '.')))
  const values = { info_hash: percent(roll.infoHash), peer_id, port: '7001', uploaded: '0', left: '9', ...change }
  const query = Object.entries(values).map((pair) => pair.join('='))
  return ask(`/${roll.passkeyOf(id)}/announce?${query.join('&')}`)
}
const loopback = (peerPort: number) => Buffer.from([127, 0, 0, 1, peerPort >> 8, peerPort & 255]).toString('latin1')

it('tells members about each other, never about themselves', async () => {
  expect((await announce('a')).text).toBe('d8:intervali5e12:min intervali1e5:peers0:e')
  expect((await announce('b', { port: '7002' })).text).toContain(`5:peers6:${loopback(7001)}`)
  expect((await announce('a')).text).toContain(`5:peers6:${loopback(7002)}`)
})

it('knows nobody without the passkey', async () => {
  for (const path of [
    '/',
    '/announce',
    `/${'0'.repeat(40)}/announce?info_hash=x`,
    `/${roll.passkeyOf('a')}`,
    '/scrape',
  ]) {
    expect((await ask(path)).status, path).toBe(404)
  }
  const gone = roll.passkeyOf('a')
  await tracker.close(roll)
  roll = createRoll(randomBytes(20), ['a'])
  port = await tracker.open(roll)
  expect((await ask(`/${gone}/announce?info_hash=${percent(roll.infoHash)}`)).status).toBe(404)
})

it('refuses another info-hash, and notes nothing of it', async () => {
  const refused = await announce('a', { info_hash: percent(randomBytes(20)) })
  expect(refused.text).toContain('failure reason')
  expect((await announce('b')).text).toContain('5:peers0:')
  expect(roll.givenBy('a')).toBeNull()
})

it('forgets who stopped, and who is silent', async () => {
  await announce('a')
  await announce('c', { port: '7003' })
  await announce('a', { event: 'stopped', uploaded: '12' })
  expect((await announce('b')).text).toContain(`5:peers6:${loopback(7003)}`)
  time = 60_000
  expect((await announce('b')).text).toContain('5:peers0:')
  expect(roll.givenBy('a')).toBe(12)
})

it('counts what a member gives over restarts of its client', async () => {
  await announce('a', { uploaded: '100' })
  await announce('a', { uploaded: '150' })
  await announce('a', { uploaded: '20', peer_id: percent(randomBytes(20)) })
  expect(roll.givenBy('a')).toBe(170)
})

it('takes no nonsense for an announcement', () => {
  fc.assert(fc.property(fc.string(), (text) => readAnnouncement(text) === null))
  const good = `info_hash=${'a'.repeat(20)}&peer_id=${'b'.repeat(20)}&port=7000&uploaded=1&left=2`
  expect(readAnnouncement(good)).toMatchObject({ port: 7000, uploaded: 1, left: 2, stopped: false })
  for (const [from, to] of [
    ['port=7000', 'port=0'],
    ['port=7000', 'port=70000'],
    ['uploaded=1', 'uploaded=-1'],
    ['left=2', 'left=1e9'],
    ['aaaa', '%zz'],
  ] as const) {
    expect(readAnnouncement(good.replace(from, to)), to).toBeNull()
  }
})

it('writes addresses of both kinds', () => {
  const { peers, peers6 } = compactPeers([
    { address: '10.1.2.3', port: 258 },
    { address: '2001:db8::1', port: 258 },
    { address: 'nowhere', port: 1 },
  ])
  expect(peers.toString('hex')).toBe('0a0102030102')
  expect(peers6.toString('hex')).toBe('20010db80000000000000000000000010102')
})
