import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import type { RemoteShell } from '../../../apps/api/src/engine/ports.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import type { RecordedJournal } from '../../support/release-journal.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, type WorldServer } from '../../support/release-world.ts'
import { eventually } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { aria2Below, swarmsOf } from '../../support/swarm.ts'

const COUNT = 4
const BYTES = 3_000_000
let fleet: SshdFleet
let world: ReleaseWorld
let servers: WorldServer[]
let round = 0
/** Servers on which no aria2 can be found. */
const without = new Set<string>()

beforeAll(async () => {
  fleet = await startSshdFleet({ count: COUNT })
})
afterAll(() => fleet.close())

/** KB per second of the first seed: what it does not give, the servers must. */
async function openWorld(uploadLimit: number): Promise<void> {
  round += 1
  servers = fleet.servers.map(({ name, root }) => ({ id: name, home: root, path: `app-${round}` }))
  const remote = createSshShell({
    addressOf: async (id) => {
      const server = fleet.servers.find(({ name }) => name === id)
      if (!server) throw new Error(`there is no server ${id}`)
      return addressOf(server)
    },
  })
  world = await createReleaseWorld(servers, hidingAria2(remote), {
    swarmsOf: swarmsOf({ uploadLimit }),
  })
  world.fileBytes = BYTES / 40
}
afterEach(async () => {
  const left = aria2Below(world.directory, ...fleet.servers.map(({ root }) => root))
  without.clear()
  await world.dispose()
  expect(left).toEqual([])
})

function hidingAria2(remote: RemoteShell): RemoteShell {
  return {
    async connect(serverId, options) {
      const connection = await remote.connect(serverId, options)
      if (!without.has(serverId)) return connection
      const PATH = programsWithoutAria2(fleet.servers.find(({ name }) => name === serverId)?.root ?? '')
      return {
        run: (script, given) => connection.run(script, { ...given, env: { ...given.env, PATH } }),
        close: () => connection.close(),
        get alive() {
          return connection.alive
        },
      }
    },
  }
}

function programsWithoutAria2(home: string): string {
  const place = join(home, 'programs')
  if (existsSync(place)) return place
  mkdirSync(place)
  execFileSync('sh', ['-c', 'ln -s /usr/bin/* "$1"', 'sh', place])
  rmSync(join(place, 'aria2c'), { force: true })
  return place
}

const distribution = { peerToPeer: 'ALWAYS', portRange: '27000-27400', uploadLimitKb: 0, encryption: false } as const
const commands = { checkCommand: 'test -f commit.txt', distribution }
const ways = (journal: RecordedJournal) => journal.swarm?.servers.map(({ serverId, way }) => `${serverId} ${way}`)
const someCame = (journal: RecordedJournal, serverId: string) =>
  eventually(async () => (journal.swarm?.servers.find((s) => s.serverId === serverId)?.receivedBytes ?? 0) > 0)

/** Begins a release of which so little comes at once that it can be disturbed in the middle. */
async function beginSlowly(change: Parameters<ReleaseWorld['snapshot']>[0] = {}, signal?: AbortSignal) {
  const snapshot = world.snapshot({ ...commands, ...change })
  return { snapshot, ...world.begin(snapshot, signal ? { signal } : {}) }
}

describe('a release that is shared peer-to-peer', () => {
  it.each([false, true])('reaches all of them, and they give to each other (encrypted: %s)', async (encryption) => {
    await openWorld(700)
    const { outcome, journal, snapshot } = await world.release({
      ...commands,
      distribution: { ...distribution, encryption },
    })
    expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(servers.map(liveOn)).toEqual(Array(COUNT).fill(snapshot.directory))
    const { artifactBytes = 0, platformBytes = 0, peerBytes = 0 } = journal.swarm ?? {}
    expect(ways(journal)).toEqual(servers.map(({ id }) => `${id} SWARM`))
    expect(journal.swarm?.servers.map(({ receivedBytes }) => receivedBytes)).toEqual(Array(COUNT).fill(artifactBytes))
    expect(peerBytes).toBeGreaterThan(0)
    expect(platformBytes).toBeGreaterThanOrEqual(artifactBytes)
    expect(journal.logs.get('start')).toMatch(/server-1: ready, with aria2 1\.\d+/)
  })

  it('serves one without aria2 directly, and says so', async () => {
    await openWorld(0)
    without.add('server-2')
    const { outcome, journal } = await world.release(commands)
    expect(outcome.status).toBe('SUCCEEDED')
    expect(journal.logs.get('start')).toContain('server-2: ready, without aria2.')
    expect(journal.logs.get('package')).toContain('3 of 4 servers')
    expect(ways(journal)).toEqual(['server-1 SWARM', 'server-3 SWARM', 'server-4 SWARM'])
  })

  it('serves one directly whose aria2 dies in the middle', async () => {
    await openWorld(400)
    const { journal, ended } = await beginSlowly()
    await someCame(journal, 'server-3')
    for (const pid of aria2Below(fleet.servers[2]?.root ?? '')) process.kill(pid, 'SIGKILL')
    expect((await ended).status).toBe('SUCCEEDED')
    world.expectTruth(journal)
    expect(ways(journal)).toContain('server-3 DIRECT')
    expect(journal.logs.get('upload:server-3')).toMatch(/aria2 ended .*It is served directly\./s)
  })

  it('serves one directly to which nothing comes for 10 s', async () => {
    await openWorld(400)
    const { journal, ended } = await beginSlowly()
    await someCame(journal, 'server-3')
    for (const pid of aria2Below(fleet.servers[2]?.root ?? '')) process.kill(pid, 'SIGSTOP')
    expect((await ended).status).toBe('SUCCEEDED')
    world.expectTruth(journal)
    expect(ways(journal)).toContain('server-3 DIRECT')
    expect(journal.logs.get('upload:server-3')).toContain(
      'Nothing came from the others for 10 s. It is served directly.',
    )
  })

  it('goes on where a connection is cut in the middle', async () => {
    await openWorld(400)
    const { journal, ended } = await beginSlowly()
    await someCame(journal, 'server-3')
    await fleet.cutConnections(2)
    expect((await ended).status).toBe('SUCCEEDED')
    world.expectTruth(journal)
    expect(ways(journal)).toContain('server-3 DIRECT')
  })

  it('ends everywhere when it is cancelled', async () => {
    await openWorld(200)
    const control = new AbortController()
    const { journal, ended } = await beginSlowly({}, control.signal)
    await someCame(journal, 'server-1')
    control.abort(new CancelRequested())
    expect((await ended).status).toBe('CANCELLED')
    world.expectTruth(journal)
    expect(journal.statuses.get('upload:server-1')).toBe('CANCELLED')
  })

  it('ends everywhere when another server fails', async () => {
    await openWorld(200)
    without.add('server-2')
    const afterUploadCommand = 'test "$SENDOFF_SERVER" != server-2'
    const { journal, ended } = await beginSlowly({ afterUploadCommand, concurrency: 1, servers: inverted() })
    const outcome = await ended
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toMatch(/^server-2: hook:after-upload/)
    world.expectTruth(journal)
    expect(journal.statuses.get('upload:server-1')).toBe('CANCELLED')
    expect(journal.messages.get('upload:server-1')).toBe('Not done, because the release failed.')
  })

  it('is taken up by another worker, which leaves nothing of the first swarm', async () => {
    await openWorld(200)
    const control = new AbortController()
    const { snapshot, journal, ended } = await beginSlowly({}, control.signal)
    await someCame(journal, 'server-1')
    control.abort(new HandedOver('This worker stops.'))
    await expect(ended).rejects.toBeInstanceOf(HandedOver)
    const quick = { ...snapshot, distribution: { ...distribution, peerToPeer: 'NEVER' as const } }
    const second = world.begin(quick, { ...journal.stored(), attempt: 2 })
    expect((await second.ended).status).toBe('SUCCEEDED')
    world.expectTruth(second.journal)
  })
})

const inverted = () => [1, 0, 2, 3].map((at) => ({ id: `server-${at + 1}`, name: `server-${at + 1}` }))

it('clears away what a release left that nobody ended', async () => {
  await openWorld(200)
  const { journal, ended } = await beginSlowly()
  const [server] = fleet.servers
  if (!server) throw new Error('no server')
  await someCame(journal, server.name)
  const incoming = join(server.root, `app-${round}`, '.sendoff/incoming')
  expect(readdirSync(incoming)).toEqual([expect.stringMatching(/\.swarm$/)])
  // Its worker has gone: the end of the connection is all that the server hears of it.
  await fleet.stop(0)
  await eventually(async () => aria2Below(server.root).length === 0)
  await fleet.start(0)
  await ended
  world.expectTruth(journal)
})
