import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HostKeyChanged, HostKeyUnknown } from '../../../apps/api/src/engine/errors.ts'
import { checkServer } from '../../../apps/api/src/platform/ssh/server-check.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { keptBytesHere } from '../../support/kept-bytes.ts'
import { untilGone } from '../../support/process-ends.ts'
import { addressOf, connectTo, failureOf, reasonOf, runOn } from '../../support/remote.ts'
import type { SshdServer } from '../../support/sshd-server.ts'

let fleet: SshdFleet
let near: SshdServer
let far: SshdServer
const quick = { connectMs: 1_500, signInMs: 1_500, channelOpenMs: 1_000, keepaliveMs: 200, killGraceMs: 600 }

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 2 })
  ;[near, far] = fleet.servers as [SshdServer, SshdServer]
})
afterAll(() => fleet.close())

test('refused, silent, unknown and hostile addresses get a verdict in time', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as { port: number }
  const started = performance.now()
  const reach = (changes: object) => reasonOf(connectTo(addressOf(near, changes), { limits: quick }))
  expect(await reach({ port: 1 })).toBe('REFUSED')
  expect(await reach({ host: 'no-such-host.invalid' })).toBe('NAME_NOT_FOUND')
  expect(await reach({ port })).toBe('TIMED_OUT')
  for (const host of [
    '',
    ' ',
    '-oProxyCommand=id',
    '$(id)',
    'a\nb',
    'a\0b',
    '../x',
    'x'.repeat(5_000),
    '漢字.invalid',
  ]) {
    expect(['NAME_NOT_FOUND', 'FAILED']).toContain(await reach({ host }))
  }
  expect(await reach({ port: 70_000 })).toBe('FAILED')
  expect(performance.now() - started).toBeLessThan(15_000)
  silent.close()
})

test('nothing pinned and another key end before the sign-in', async () => {
  const unknown = await failureOf(connectTo(addressOf(near, { hostKeyFingerprint: null })))
  expect(unknown).toBeInstanceOf(HostKeyUnknown)
  expect(unknown).toMatchObject({ fingerprint: near.hostKeyFingerprint, serverId: near.name })
  const old = near.hostKeyFingerprint
  const shown = await fleet.replaceHostKey(0)
  const changed = await failureOf(connectTo(addressOf(near, { hostKeyFingerprint: old })))
  expect(changed).toBeInstanceOf(HostKeyChanged)
  expect(changed).toMatchObject({ fingerprint: shown, pinned: old })
})

test('a wrong key is a refused sign-in; a check tells each case apart', async () => {
  const password = await checkServer(addressOf(near, { auth: { password: 'wrong' } }))
  expect(password).toMatchObject({ ok: false, code: 'SIGN_IN_REFUSED', facts: null })
  expect(await checkServer(addressOf(near, { hostKeyFingerprint: null }))).toMatchObject({
    code: 'HOST_KEY_UNKNOWN',
    hostKeyFingerprint: near.hostKeyFingerprint,
  })
  expect(await checkServer(addressOf(near, { port: 1 }))).toMatchObject({
    code: 'UNREACHABLE',
    hostKeyFingerprint: null,
  })
  const well = await checkServer(addressOf(near))
  expect(well).toMatchObject({ ok: true, code: null })
  expect(well.facts?.cpus).toBeGreaterThan(0)
  expect(well.facts?.memoryBytes).toBeGreaterThan(1e8)
  expect(well.facts?.tools).toMatchObject({ tar: true })
})

test('through a jump host, and each fault of one', async () => {
  const via = (jump: object) => addressOf(far, { jump: addressOf(near, jump) })
  const connection = await connectTo(via({}))
  expect((await runOn(connection, 'pwd')).stdout).toBe(`${far.root}\n`)
  await connection.close()
  expect(await reasonOf(connectTo(via({ port: 1 })))).toBe('JUMP_FAILED')
  expect(await failureOf(connectTo(via({ hostKeyFingerprint: null })))).toMatchObject({ serverId: near.name })
  expect(await checkServer(via({ hostKeyFingerprint: null }))).toMatchObject({
    code: 'UNREACHABLE',
    hostKeyFingerprint: null,
  })
  expect(await reasonOf(connectTo({ ...via({}), port: 1 }))).toBe('JUMP_FAILED')
  const inner = await failureOf(connectTo({ ...via({}), hostKeyFingerprint: null }))
  expect(inner).toMatchObject({ name: 'HostKeyUnknown', serverId: far.name })
  const loop = addressOf(far)
  loop.jump = loop
  expect((await failureOf(connectTo(loop))).message).toContain('circle')
})

test('a connection cut under a command, directly or at the jump host, is lost and never a success', async () => {
  for (const address of [addressOf(near), addressOf(far, { jump: addressOf(near) })]) {
    const connection = await connectTo(address, { limits: quick })
    const running = connection.run('echo started; sleep 3', { onOutput: () => fleet.cutConnections(0) })
    expect((await failureOf(running)).name).toBe('ConnectionLost')
    expect(connection.alive).toBe(false)
    await connection.close()
  }
})

test('a frozen server is noticed by its silence', async () => {
  const connection = await connectTo(addressOf(near), { limits: quick })
  const running = connection.run('echo started; sleep 60', { onOutput: () => fleet.freeze(0) })
  expect((await failureOf(running)).message).toContain('nothing came from the server')
  await fleet.thaw(0)
  await connection.close()
})

test('cancel on a stuck connection ends the command over another one', async () => {
  const link = await near.link()
  const connection = await connectTo(addressOf(near), { limits: { ...quick, keepaliveMs: 60_000 } })
  const cancel = new AbortController()
  const running = connection.run('echo $$ >stuck.pid; echo started; sleep 60', {
    signal: cancel.signal,
    onOutput: () => {
      // Long enough for the second channel to be given up; the new connection then finds the link open.
      link.stall(true)
      setTimeout(() => link.stall(false), 1_050)
      cancel.abort()
    },
  })
  expect((await failureOf(running)).name).toBe('AbortError')
  await untilGone(Number(await readFile(join(near.root, 'stuck.pid'), 'utf8')))
  await connection.close()
})

test('an upload that is cut in the middle is lost; the next one is whole', async () => {
  const source = () =>
    Readable.from(
      (function* () {
        for (let n = 0; n < 64; n += 1) yield Buffer.alloc(65_536, n)
      })(),
    )
  await fleet.cutAfter(1, 1_000_000)
  const first = await connectTo(addressOf(far), { limits: quick })
  expect((await failureOf(first.run('cat >part', { stdin: source() }))).name).toBe('ConnectionLost')
  await first.close()
  const second = await connectTo(addressOf(far))
  expect((await runOn(second, 'cat >whole; wc -c <whole', { stdin: source() })).stdout.trim()).toBe('4194304')
  await second.close()
})

test('a slow link is not taken for a dead one while an upload fills it', async () => {
  await fleet.throttle(1, 40_000)
  const connection = await connectTo(addressOf(far), { limits: { signInMs: 10_000, keepaliveMs: 1_000 } })
  const stdin = Readable.from(
    (function* () {
      for (let n = 0; n < 10; n += 1) yield Buffer.alloc(30_000, n)
    })(),
  )
  expect((await runOn(connection, 'wc -c', { stdin })).stdout.trim()).toBe('300000')
  await fleet.throttle(1, null)
  await connection.close()
})

test('100 MB of output take little memory, and wait for a slow listener', async () => {
  const connection = await connectTo(addressOf(far))
  const before = keptBytesHere()
  let [bytes, pieces, peak] = [0, 0, 0]
  await connection.run('head -c 100000000 /dev/zero', {
    onOutput: async (piece) => {
      bytes += piece.bytes.length
      if (pieces++ % 200 !== 0) return
      // Long enough for all the rest to come in, if it did not wait.
      await pause(200)
      peak = Math.max(peak, keptBytesHere() - before)
    },
  })
  expect(bytes).toBe(100_000_000)
  expect(peak / 1e6).toBeLessThan(20)
  await connection.close()
})

test('an aborted connect says so and leaves nothing open', async () => {
  const cancel = new AbortController()
  const connecting = failureOf(connectTo(addressOf(near), { signal: cancel.signal }))
  cancel.abort()
  expect((await connecting).name).toBe('AbortError')
})
