import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CancelRequested } from '../../../apps/api/src/engine/errors.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, releasesOn } from '../../support/release-world.ts'
import { type SmallDisk, smallDisk } from '../../support/small-disk.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld
let disk: SmallDisk | null = null

beforeEach(async () => {
  local = await localServers(2)
  world = await createReleaseWorld(local.servers, local.remote)
})
afterEach(async () => {
  disk?.unmount()
  await world.dispose()
  await local.dispose()
})

const commands = { restartCommand: 'echo restarted', checkCommand: 'true', afterUploadCommand: null }

describe('a wish to cancel that comes when nothing is left to stop', () => {
  it.each(['RUNNING', 'SUCCEEDED'] as const)('(the end is %s) finds a release that succeeded', async (status) => {
    const control = new AbortController()
    const snapshot = world.snapshot(commands)
    const { journal, ended } = world.begin(snapshot, { signal: control.signal })
    journal.onChange = (change) => {
      if (change.key === 'end' && change.status === status) control.abort(new CancelRequested('ROLL_BACK'))
    }
    expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
    world.expectTruth(journal)
    expect(journal.statuses.get('end')).toBe('SUCCEEDED')
    expect(local.servers.map(({ id }) => journal.targets.get(id)?.status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    expect(local.servers.map(liveOn)).toEqual([snapshot.directory, snapshot.directory])
  })

  it('(it is being rolled back) finds a release that failed, and the way back goes on', async () => {
    const first = await world.release(commands)
    const control = new AbortController()
    const only = 'test "$SENDOFF_SERVER" != web-2 || test "$SENDOFF_PREVIOUS" = "$SENDOFF_DIRECTORY"'
    const snapshot = world.snapshot({ ...commands, concurrency: 1, onFailure: 'ROLL_BACK', checkCommand: only })
    const { journal, ended } = world.begin(snapshot, { signal: control.signal })
    journal.onChange = (change) => {
      if (change.key === 'check:web-2' && change.status === 'FAILED') {
        // The wish comes a moment later, when the decision has fallen.
        setTimeout(() => control.abort(new CancelRequested()), 20)
      }
    }
    expect((await ended).status).toBe('FAILED')
    world.expectTruth(journal)
    expect(local.servers.map(liveOn)).toEqual(Array(2).fill(first.snapshot.directory))
  })
})

it('a retry where the release is live already goes back to what the first try had found', async () => {
  const first = await world.release(commands)
  const failed = await world.release({ ...commands, checkCommand: 'false' })
  const targets = failed.journal.stored().targets.map((target) => ({ ...target, activated: false }))
  const healing = `test "$SENDOFF_DIRECTORY" = ${first.snapshot.directory}`
  const { journal, ended } = world.begin(
    { ...failed.snapshot, checkCommand: healing, onFailure: 'ROLL_BACK' },
    { targets },
  )
  expect((await ended).status).toBe('FAILED')
  world.expectTruth(journal)
  expect(local.servers.map(liveOn)).toEqual(Array(2).fill(first.snapshot.directory))
})

describe('a disk that is full', () => {
  it('while the build arrives fails the release there, tidies up, and leaves the other one alive', async (context) => {
    disk = smallDisk(local.servers[0]?.home ?? '', 1500)
    if (disk === null) return context.skip('a disk of our own cannot be mounted here')
    const first = await world.release(commands)
    const snapshot = world.snapshot({ ...commands, concurrency: 1 })
    const { journal, ended } = world.begin(snapshot)
    journal.onChange = ({ key, status }) => {
      if (key === 'upload:web-1' && status === 'RUNNING') disk?.fill()
    }
    const outcome = await ended
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toMatch(/web-1: upload: .*Is the disk full\?/)
    world.expectTruth(journal)
    expect(local.servers.map(liveOn)).toEqual(Array(2).fill(first.snapshot.directory))
  })

  it('does not keep anybody from going back', async (context) => {
    disk = smallDisk(local.servers[0]?.home ?? '', 3000)
    if (disk === null) return context.skip('a disk of our own cannot be mounted here')
    const first = await world.release(commands)
    const second = await world.release(commands)
    disk.fill()
    const { commit, directory } = first.snapshot
    const buildSha256 = first.journal.build?.sha256 ?? null
    const back = await world.release({ ...commands, kind: 'ROLLBACK', commit, directory, buildSha256 })
    expect(back.outcome).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(local.servers.map(liveOn)).toEqual([directory, directory])
    expect(releasesOn(local.servers[0] as never)).toEqual([directory, second.snapshot.directory])
  })
})
