import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RemoteConnection } from '../../../apps/api/src/engine/ports.ts'
import type { ServerAddress } from '../../../apps/api/src/platform/ssh/server-address.ts'
import { createWarmShell, type WarmShell } from '../../../apps/api/src/platform/ssh/warm-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { isRunning, untilGone } from '../../support/process-ends.ts'
import { addressOf, failureOf, runOn } from '../../support/remote.ts'
import { makeClientKey, type SshdServer } from '../../support/sshd-server.ts'

const limits = { stillThereMs: 20_000, killGraceMs: 300 }
const keep = { idleMs: 600_000 }

let fleet: SshdFleet
let near: SshdServer
let far: SshdServer
/** What the product's database would say. */
let addresses: Map<string, ServerAddress>
let shell: WarmShell
const open: WarmShell[] = []

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 3 })
  ;[near, far] = fleet.servers as [SshdServer, SshdServer]
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
afterAll(() => fleet.close())

function openShell(options: Partial<Parameters<typeof createWarmShell>[0]> = {}): WarmShell {
  addresses = new Map(fleet.servers.map((server) => [server.name, addressOf(server)]))
  shell = createWarmShell({
    limits,
    keep,
    addressOf: async (id) => addresses.get(id) ?? Promise.reject(new Error(`no server ${id}`)),
    ...options,
  })
  open.push(shell)
  return shell
}

const connect = (server = near) => shell.connect(server.name, {})
/** The process of sshd that carries a connection: another one for each sign-in. */
const carrierOf = async (connection: RemoteConnection) => Number((await runOn(connection, 'echo $PPID')).stdout)

/** One use, as a release makes it; which connection it went over. */
async function use(server = near, script = 'true'): Promise<number> {
  const connection = await connect(server)
  const carrier = await carrierOf(connection)
  await runOn(connection, script).catch(() => null)
  await connection.close()
  return carrier
}

const change = (changes: Partial<ServerAddress>, server = near) =>
  addresses.set(server.name, { ...addressOf(server), ...changes })

describe('a connection that was closed', () => {
  test('serves the next one who comes, and nobody beside them', async () => {
    openShell()
    const first = await use()
    const one = await connect()
    const other = await connect()
    expect(await carrierOf(one)).toBe(first)
    const second = await carrierOf(other)
    expect(second).not.toBe(first)
    expect(await use(far)).not.toBe(first)
    await one.close()
    await other.close()
    // One of a server is enough.
    await untilGone(first)
    expect(await use()).toBe(second)
  })

  test('is closed for its own user', async () => {
    openShell()
    const connection = await connect()
    await runOn(connection, 'true')
    await connection.close()
    await connection.close()
    expect(connection.alive).toBe(false)
    expect((await failureOf(connection.run('touch ~/ghost', {}))).name).toBe('ConnectionLost')
  })

  test('is closed after its time, by age too, and where too many stay open', async () => {
    openShell({ keep: { idleMs: 30 } })
    await untilGone(await use())
    openShell({ keep: { idleMs: 600_000, ageMs: 30 } })
    await untilGone(await use())
    openShell({ keep: { idleMs: 600_000, most: 2 } })
    const [one, two] = [await use(near), await use(far)]
    // Used again: no longer the one that lay longest.
    expect(await use(near)).toBe(one)
    const three = await use(fleet.servers[2])
    await untilGone(two)
    expect([await use(near), await use(fleet.servers[2])]).toEqual([one, three])
  })

  test('is closed when the process stops, also what comes back later', async () => {
    openShell()
    const lent = await connect(far)
    const late = await carrierOf(lent)
    const kept = await use()
    await shell.close()
    await untilGone(kept)
    expect(isRunning(late)).toBe(true)
    await lent.close()
    await untilGone(late)
  })

  test('is not kept where that is switched off', async () => {
    openShell({ keep: { idleMs: 0 } })
    await untilGone(await use())
  })
})

describe('not one fact may differ', () => {
  test('secret, pinned key, user, address, name and jump host', async () => {
    const { publicKey, ...other } = await makeClientKey(`${near.root}/../another_key`)
    const changes: [string, Partial<ServerAddress>][] = [
      ['secret', { auth: { privateKey: other.privateKey } }],
      ['kind of secret', { auth: { password: near.privateKey } }],
      ['passphrase', { auth: { privateKey: near.privateKey, passphrase: 'x' } }],
      ['pinned key', { hostKeyFingerprint: far.hostKeyFingerprint }],
      ['no pinned key', { hostKeyFingerprint: null }],
      ['user', { username: 'nobody' }],
      ['port', { port: 1 }],
      ['host', { host: '127.0.0.2' }],
      ['name', { name: 'renamed' }],
      ['jump host', { jump: addressOf(far, { port: 1 }) }],
    ]
    for (const [what, changed] of changes) {
      openShell()
      const kept = await use()
      change(changed)
      // Most of them cannot sign in at all; who can is somebody else.
      const fresh = await connect().catch(() => null)
      if (fresh) expect(await carrierOf(fresh), what).not.toBe(kept)
      await untilGone(kept)
      await fresh?.close()
      change({})
      expect(await use(), what).not.toBe(kept)
    }
  })

  test('of the jump host neither; and through one it is kept as well', async () => {
    openShell()
    change({ jump: addressOf(near) }, far)
    const kept = await use(far)
    expect(await use(far)).toBe(kept)
    change({ jump: addressOf(near, { hostKeyFingerprint: null }) }, far)
    await expect(connect(far)).rejects.toThrow()
    await untilGone(kept)
  })

  test('a server that was removed: closed at the next try', async () => {
    openShell()
    const kept = await use()
    addresses.delete(near.name)
    await expect(connect()).rejects.toThrow('no server')
    await untilGone(kept)
  })

  test('a look closes what changed, and leaves the rest', async () => {
    openShell()
    const [one, two] = [await use(near), await use(far)]
    change({ auth: { privateKey: 'a newer one' } })
    await shell.look()
    await untilGone(one)
    expect(await use(far)).toBe(two)
  })

  test('what changes while a connection is lent is seen when it comes back', async () => {
    openShell()
    const connection = await connect()
    const carrier = await carrierOf(connection)
    addresses.delete(near.name)
    await shell.look()
    // A release that runs goes on.
    expect((await runOn(connection, 'echo still')).stdout).toBe('still\n')
    await connection.close()
    await untilGone(carrier)
  })

  test('a name that leads elsewhere by now', async () => {
    let machine = '127.0.0.1'
    openShell({ resolve: async () => [machine, '::1'] })
    change({ host: 'localhost' })
    const kept = await use()
    expect(await use()).toBe(kept)
    machine = '127.0.0.9'
    expect(await use()).not.toBe(kept)
    await untilGone(kept)
  })
})

describe('only what went well is kept', () => {
  test.each([
    ['a command that failed', 'exit 3', {}],
    ['one that ran out of time', 'sleep 60', { totalTimeoutMs: 200 }],
    ['one that was ended by a signal', 'kill -9 $$', {}],
  ])('not after %s', async (_what, script, options) => {
    openShell()
    const connection = await connect()
    const carrier = await carrierOf(connection)
    await runOn(connection, script, options).catch(() => null)
    await connection.close()
    await untilGone(carrier)
  })

  test('not after one that was cancelled, nor while one runs', async () => {
    openShell()
    const [connection, cancel] = [await connect(), new AbortController()]
    const carrier = await carrierOf(connection)
    await failureOf(connection.run('echo on; sleep 60', { signal: cancel.signal, onOutput: () => cancel.abort() }))
    await connection.close()
    await untilGone(carrier)

    const busy = await connect()
    const other = await carrierOf(busy)
    let running = Promise.resolve<unknown>(null)
    await new Promise<void>((resolve) => {
      running = failureOf(busy.run('echo on; sleep 60', { onOutput: () => resolve() }))
    })
    await busy.close()
    await untilGone(other)
    await running
  })
})

describe('one that is dead is noticed before it is lent', () => {
  test('cut off by the server', async () => {
    openShell()
    const kept = await use()
    await fleet.cutConnections(0)
    expect(await use()).not.toBe(kept)
  })

  test('silent: half-open', async () => {
    openShell({ limits: { ...limits, stillThereMs: 300 } })
    const kept = await use()
    process.kill(kept, 'SIGSTOP')
    expect(await use()).not.toBe(kept)
    process.kill(kept, 'SIGCONT')
    await untilGone(kept)
  })

  test('its jump host gone', async () => {
    openShell()
    change({ jump: addressOf(near) }, far)
    const kept = await use(far)
    await fleet.cutConnections(0)
    expect(await use(far)).not.toBe(kept)
    await untilGone(kept)
  })

  test('a server that is down, or answers with another host key, is told as ever', async () => {
    openShell()
    await use()
    await fleet.stop(0)
    await expect(connect()).rejects.toMatchObject({ reason: 'REFUSED' })
    await fleet.start(0)
    await use()
    await fleet.replaceHostKey(0)
    addresses.set(near.name, { ...addressOf(near), hostKeyFingerprint: far.hostKeyFingerprint })
    await expect(connect()).rejects.toMatchObject({ name: 'HostKeyChanged' })
  })

  test('who gives up while it is asked leaves nothing behind', async () => {
    openShell({ limits: { ...limits, stillThereMs: 60_000 } })
    const kept = await use()
    process.kill(kept, 'SIGSTOP')
    const cancel = new AbortController()
    const connecting = shell.connect(near.name, { signal: cancel.signal })
    setImmediate(() => cancel.abort())
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError' })
    process.kill(kept, 'SIGCONT')
    await untilGone(kept)
  })
})
