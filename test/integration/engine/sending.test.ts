import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Pace, Paces } from '../../../apps/api/src/engine/sending/pace.ts'
import { createSshShell } from '../../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { createReleaseWorld, type Released, type ReleaseWorld } from '../../support/release-world.ts'
import { addressOf } from '../../support/remote.ts'
import { openSlowLink, type SlowLink } from '../../support/slow-link.ts'

const KB = 1000

let fleet: SshdFleet
let link: SlowLink
let world: ReleaseWorld
let kept: Map<string, Pace>
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
  const server = { id: sshd.name, home: sshd.root, path: `app-${round}` }
  world = await createReleaseWorld(
    [server],
    createSshShell({ addressOf: async () => addressOf(sshd, { port: link.port }) }),
  )
  world.changes = 'ONE'
  world.fileBytes = 40 * KB
  kept = new Map()
  world.paces = {
    of: async (id) => kept.get(id) ?? { bytesPerSecond: null, slowness: null },
    keep: async (id, pace) => void kept.set(id, pace),
  }
})
afterEach(async () => {
  await world.dispose()
  await link.close()
})

const sent = ({ journal }: Released) => journal.targets.get('server-1')
const knownAs = (bytesPerSecond: number) => kept.set('server-1', { bytesPerSecond, slowness: null })

it('sends what is missing over a link that was measured to be slow, and says why', async () => {
  link.throttle(800 * KB)
  const one = await world.release()
  expect(sent(one)?.sending).toEqual({ way: 'WHOLE', why: 'NOTHING_THERE' })
  // The proxy lets no more through than that; how much less a busy machine gets through is its own affair.
  expect(kept.get('server-1')?.bytesPerSecond).toBeLessThan(1200 * KB)
  const two = await world.release()
  expect(sent(two)?.sending).toMatchObject({ way: 'MISSING', why: 'SOONER' })
  expect(sent(two)?.reusedBytes).toBeGreaterThan(1000 * KB)
  expect(two.journal.messages.get('upload:server-1')).toMatch(/At [\d.]+ Mbit\/s the whole would have taken about/)
  expect(kept.get('server-1')?.slowness).toBeGreaterThan(0)
})

it('sends the whole over a fast link without asking the server, and learns when it has become slow', async () => {
  await world.release()
  knownAs(1e9)
  const fast = await world.release()
  expect(sent(fast)?.sending).toMatchObject({ way: 'WHOLE', why: 'SOONER', bytesPerSecond: 1e9 })
  expect(sent(fast)).toMatchObject({ sentBytes: fast.journal.build?.sizeBytes, reusedBytes: 0 })
  expect(fast.journal.messages.get('upload:server-1')).toContain('finding out what is missing')
  expect(kept.get('server-1')?.bytesPerSecond).toBeLessThan(1e9)
})

it('takes a link that it knows nothing of for a slow one, also where nothing can be remembered', async () => {
  const broken: Paces = {
    of: () => Promise.reject(new Error('no database')),
    keep: () => Promise.reject(new Error('no database')),
  }
  world.paces = broken
  await world.release()
  const two = await world.release()
  expect(two.outcome.status).toBe('SUCCEEDED')
  // What this very release has learnt it may use; of others it knows nothing.
  expect(sent(two)?.sending).toEqual({ way: 'MISSING', why: 'LINK_UNKNOWN' })
})
