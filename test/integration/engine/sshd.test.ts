import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CancelRequested } from '../../../apps/api/src/engine/errors.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import {
  createReleaseWorld,
  liveOn,
  type ReleaseWorld,
  releasesOn,
  type WorldServer,
} from '../../support/release-world.ts'
import { addressOf } from '../../support/remote.ts'

let fleet: SshdFleet
let world: ReleaseWorld
let servers: WorldServer[]
let path: string

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 4 })
})
afterAll(() => fleet.close())

let round = 0
beforeEach(async () => {
  round += 1
  path = `app-${round}`
  servers = fleet.servers.map(({ name, root }) => ({ id: name, home: root, path }))
  const remote = createSshShell({
    addressOf: async (id) => {
      const server = fleet.servers.find(({ name }) => name === id)
      if (!server) throw new Error(`there is no server ${id}`)
      return addressOf(server)
    },
  })
  world = await createReleaseWorld(servers, remote)
})
afterEach(() => world.dispose())

const at = (index: number): WorldServer => {
  const server = servers[index]
  if (!server) throw new RangeError(`no server ${index}`)
  return server
}
const commands = { restartCommand: 'echo restarted', checkCommand: 'test -f commit.txt' }

it('ships, ships the same build again, keeps the newest, and rolls back', async () => {
  const first = await world.release({ ...commands, buildCommand: 'echo built' })
  expect(first.outcome).toEqual({ status: 'SUCCEEDED', failure: null })
  const again = await world.release({ ...commands, buildCommand: 'echo built', commit: first.snapshot.commit })
  expect(again.outcome.status).toBe('SUCCEEDED')
  expect(world.counts.packed).toBe(1)
  const third = await world.release({ ...commands, keepReleases: 2 })
  expect(releasesOn(at(3))).toEqual([again.snapshot.directory, third.snapshot.directory])
  const buildSha256 = again.journal.build?.sha256 ?? null
  const back = await world.release({ ...again.snapshot, number: 4, kind: 'ROLLBACK', buildSha256 })
  expect(back.outcome.status).toBe('SUCCEEDED')
  expect(back.journal.statuses.get('upload:server-1')).toBe('SKIPPED')
  expect(servers.map(liveOn)).toEqual(Array(4).fill(again.snapshot.directory))
})

it('stops at a failing restart, or rolls back, as the environment says', async () => {
  const first = await world.release(commands)
  const failing = { ...commands, concurrency: 1, restartCommand: 'test "$SENDOFF_SERVER" != server-3' }
  const stopped = await world.release(failing)
  expect(stopped.outcome.failure).toBe('server-3: restart: The command ended with exit code 1.')
  const [one, two] = [stopped.snapshot.directory, first.snapshot.directory]
  expect(servers.map(liveOn)).toEqual([one, one, one, two])
  const undone = await world.release({ ...failing, onFailure: 'ROLL_BACK' })
  expect(undone.outcome.status).toBe('FAILED')
  expect(servers.map(liveOn)).toEqual([one, one, one, two])
})

it('cancels, also a command that has children of its own', async () => {
  const first = await world.release(commands)
  const control = new AbortController()
  const { journal, ended } = world.begin(world.snapshot({ ...commands, afterUploadCommand: 'sleep 600 & sleep 600' }), {
    signal: control.signal,
  })
  await journal.reached('hook:after-upload:server-2', 'RUNNING')
  control.abort(new CancelRequested())
  expect((await ended).status).toBe('CANCELLED')
  world.expectTruth(journal)
  expect(servers.map(liveOn)).toEqual(Array(4).fill(first.snapshot.directory))
})

it('survives connections that are cut in every phase', async () => {
  for (const key of ['upload:server-2', 'activate:server-2', 'restart:server-2', 'check:server-2', 'end']) {
    const { journal, ended } = world.begin(world.snapshot({ ...commands, checkCommand: 'sleep 0.2' }))
    await journal.reached(key, 'RUNNING')
    await fleet.cutConnections(1)
    expect(await ended, key).toEqual({ status: 'SUCCEEDED', failure: null })
    world.expectTruth(journal)
  }
})

it('names a server that is down, and changes nothing on the others', async () => {
  await fleet.stop(2)
  const { outcome, journal } = await world.release(commands)
  await fleet.start(2)
  expect(outcome.failure).toMatch(/^server-3: /)
  expect(journal.statuses.get('start')).toBe('FAILED')
  expect(journal.targets.get('server-1')?.message).toBe('Not switched: nothing is still live.')
  expect(releasesOn(at(0))).toEqual([])
})
