import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, type WorldServer } from '../../support/release-world.ts'
import { addressOf } from '../../support/remote.ts'
import { openSlowLink, type SlowLink } from '../../support/slow-link.ts'

const MB = 1_000_000

let fleet: SshdFleet
let link: SlowLink
let world: ReleaseWorld
let server: WorldServer
let round = 0

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 1 })
})
afterAll(() => fleet.close())

beforeEach(async () => {
  const [sshd] = fleet.servers
  if (!sshd) throw new Error('there is no server')
  link = await openSlowLink({ target: { host: sshd.host, port: sshd.port } })
  round += 1
  server = { id: sshd.name, home: sshd.root, path: `app-${round}` }
  const remote = createSshShell({ addressOf: async () => addressOf(sshd, { port: link.port }) })
  world = await createReleaseWorld([server], remote)
  world.fileBytes = MB
})
afterEach(async () => {
  await world.dispose()
  await link.close()
})

const partial = (directory: string, sha256: string) =>
  join(server.home, server.path ?? '', '.sendoff/incoming', `${directory}.${sha256.slice(0, 16)}.tar.gz`)

it('goes on where the connection was cut, twice, and sends little of 40 MB again', async () => {
  const snapshot = world.snapshot()
  const { journal, ended } = world.begin(snapshot)
  link.cutAfter(15 * MB)
  await journal.reached('upload:server-1', 'UNKNOWN')
  link.cutAfter(15 * MB)
  expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
  world.expectTruth(journal)
  const sizeBytes = journal.build?.sizeBytes ?? 0
  expect(sizeBytes).toBeGreaterThan(40 * MB)
  // What was on its way when a connection was cut is lost, and fills the buffers of two sockets and of sshd at most.
  expect(link.carried()).toBeGreaterThan(sizeBytes)
  expect(link.carried()).toBeLessThan(sizeBytes * 1.4)
  expect(journal.logs.get('upload:server-1')?.match(/had arrived; the rest follows/g)).toHaveLength(2)
})

it('goes on where the worker before was stopped', async () => {
  const snapshot = world.snapshot()
  const control = new AbortController()
  link.throttle(20 * MB)
  const first = world.begin(snapshot, { signal: control.signal })
  await first.journal.passed('upload:server-1', 40)
  control.abort(new HandedOver('another worker goes on'))
  await expect(first.ended).rejects.toThrow(HandedOver)
  const before = link.carried()

  const second = world.begin(snapshot, { attempt: 2, ...first.journal.stored() })
  expect(await second.ended).toEqual({ status: 'SUCCEEDED', failure: null })
  world.expectTruth(second.journal)
  expect(liveOn(server)).toBe(snapshot.directory)
  expect(second.journal.logs.get('upload:server-1')).toContain('had arrived; the rest follows')
  expect(link.carried() - before).toBeLessThan((second.journal.build?.sizeBytes ?? 0) * 0.9)
})

it('throws a damaged part away and sends the whole once more', async () => {
  world.fileBytes = 9000
  const one = await world.release()
  const sha256 = one.journal.build?.sha256 ?? ''
  const snapshot = world.snapshot({ commit: one.snapshot.commit, path: `~/other-${round}` })
  server.path = `other-${round}`
  const file = partial(snapshot.directory, sha256)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, Buffer.alloc(100_000))
  const { journal, ended } = world.begin(snapshot, { attempt: 2 })
  expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
  expect(journal.logs.get('upload:server-1')).toMatch(/100000 of .* had arrived.*is not what was sent.*sent once more/s)
  expect(existsSync(file)).toBe(false)
  world.expectTruth(journal)
})

it('leaves no part of a release that was cancelled while it was sent', async () => {
  link.throttle(20 * MB)
  const control = new AbortController()
  const { journal, ended } = world.begin(world.snapshot(), { signal: control.signal })
  await journal.passed('upload:server-1', 20)
  control.abort(new CancelRequested())
  expect((await ended).status).toBe('CANCELLED')
  world.expectTruth(journal)
})
