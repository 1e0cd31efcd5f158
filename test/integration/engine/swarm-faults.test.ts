import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { plainRollout } from '../../../apps/api/src/engine/rollout/rollout.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import type { RecordedJournal } from '../../support/release-journal.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, type WorldServer } from '../../support/release-world.ts'
import { eventually } from '../../support/releases.ts'
import { addressOf } from '../../support/remote.ts'
import { aria2Below, corrupt, swarmsOf } from '../../support/swarm.ts'

// Peers that do harm: what they send is not what was packed, or they are gone all at once.
let fleet: SshdFleet
let world: ReleaseWorld
let servers: WorldServer[]
let round = 0

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 4 })
})
afterAll(() => fleet.close())

async function openWorld(uploadLimit: number): Promise<void> {
  round += 1
  servers = fleet.servers.map(({ name, root }) => ({ id: name, home: root, path: `app-${round}` }))
  const remote = createSshShell({
    limits: { connectMs: 1000 },
    addressOf: async (id) => {
      const server = fleet.servers.find(({ name }) => name === id)
      if (!server) throw new Error(`there is no server ${id}`)
      return addressOf(server)
    },
  })
  world = await createReleaseWorld(servers, remote, { swarmsOf: swarmsOf({ uploadLimit }) })
  world.fileBytes = 100_000
}
afterEach(async () => {
  const left = aria2Below(world.directory, ...fleet.servers.map(({ root }) => root))
  await world.dispose()
  expect(left).toEqual([])
})

const distribution = { peerToPeer: 'ALWAYS', portRange: '27400-27800', uploadLimitKb: 0, encryption: false } as const
const wayOf = (journal: RecordedJournal, id: string) =>
  journal.swarm?.servers.find(({ serverId }) => serverId === id)?.way
const someCame = (journal: RecordedJournal, id: string) =>
  eventually(async () => (journal.swarm?.servers.find((s) => s.serverId === id)?.receivedBytes ?? 0) > 0, 30_000)
/** One hash over all that was shipped. */
function contentOf({ home, path = '' }: WorldServer): string {
  const hash = createHash('sha256')
  for (let file = 0; file < 40; file++) hash.update(readFileSync(join(home, path, 'current/public', `${file}.bin`)))
  return hash.digest('hex')
}

it('gives everybody the right bytes though one of them changes what it gives on', async () => {
  await openWorld(400)
  const snapshot = world.snapshot({ distribution })
  const stop = corrupt(join(fleet.servers[2]?.root ?? '', `app-${round}`))
  const { journal, ended } = world.begin(snapshot)
  const outcome = await ended.finally(stop)
  expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
  world.expectTruth(journal)
  expect(servers.map(liveOn)).toEqual(Array(4).fill(snapshot.directory))
  expect(new Set(servers.map(contentOf)).size).toBe(1)
  // What it kept is not what was packed either: the whole is hashed before it is unpacked.
  expect(wayOf(journal, 'server-3')).toBe('DIRECT')
  const reason = journal.swarm?.servers.find(({ serverId }) => serverId === 'server-3')?.reason
  expect(journal.logs.get('upload:server-3')).toContain(`${reason} It is served directly.`)
})

it('reaches the others when a server is gone all at once', async () => {
  await openWorld(300)
  const snapshot = world.snapshot({ distribution, rollout: { ...plainRollout, maxFailures: '1' } })
  const { journal, ended } = world.begin(snapshot)
  await someCame(journal, 'server-2')
  await fleet.stop(1)
  const outcome = await ended
  await fleet.start(1)
  expect(outcome.failure).toMatch(/^3 of 4 servers carry this release/)
  expect(servers.map(liveOn)).toEqual([snapshot.directory, null, snapshot.directory, snapshot.directory])
  // It hears nothing of the release any more, and ends its part by itself.
  await eventually(async () => aria2Below(fleet.servers[1]?.root ?? '').length === 0, 30_000)
})
