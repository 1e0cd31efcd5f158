import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CancelRequested, LeaseLost } from '../../../apps/api/src/engine/errors.ts'
import { plainRollout } from '../../../apps/api/src/engine/rollout/rollout.ts'
import type { ReleaseSnapshot } from '../../../apps/api/src/engine/types.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld } from '../../support/release-world.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld
let diary: string

beforeEach(async () => {
  local = await localServers(3)
  world = await createReleaseWorld(local.servers, local.remote)
  diary = join(local.servers[0]?.home ?? '', '../diary')
  writeFileSync(diary, '')
})
afterEach(async () => {
  await world.dispose()
  await local.dispose()
})

const written = () => readFileSync(diary, 'utf8').split('\n').filter(Boolean)
/** Restart and check write down where and on what they ran; the check of `sick` servers fails on all but the `well` release. */
const commands = (well: string, sick = 'web-3'): Partial<ReleaseSnapshot> => ({
  onFailure: 'ROLL_BACK',
  concurrency: 1,
  restartCommand: `echo "restart $SENDOFF_SERVER $SENDOFF_DIRECTORY $(readlink ../../current)" >> ${diary}`,
  checkCommand: `echo "check $SENDOFF_SERVER $SENDOFF_DIRECTORY" >> ${diary}; test "$SENDOFF_DIRECTORY" = ${well} || test "$SENDOFF_SERVER" != ${sick}`,
})
const plain = { restartCommand: 'true', checkCommand: 'true' }
const wayBack = (directory: string, ...servers: string[]) =>
  servers.flatMap((server) => [`restart ${server} ${directory} releases/${directory}`, `check ${server} ${directory}`])
const statusesOf = (journal: { statuses: Map<string, string> }) =>
  ['web-1', 'web-2', 'web-3'].map((server) => journal.statuses.get(`rollback:${server}`))

describe('a release whose check fails', () => {
  it('goes back in reverse order of the switch; each server is restarted and checked before the next', async () => {
    const first = (await world.release(plain)).snapshot.directory
    const { outcome, journal, snapshot } = await world.release(commands(first))
    expect(outcome).toMatchObject({ status: 'FAILED', wayBack: { checkFailed: true, left: [] } })
    expect(written().filter((line) => !line.includes(snapshot.directory))).toEqual(
      wayBack(first, 'web-3', 'web-2', 'web-1'),
    )
    expect(statusesOf(journal)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    expect(journal.messages.get('rollback:web-2')).toBe(`Rolled back to ${first}.`)
    expect(local.servers.map(liveOn)).toEqual([first, first, first])
  })

  it('goes back on as many servers at once as it shipped to', async () => {
    const first = (await world.release(plain)).snapshot.directory
    const atOnce = { ...commands(first), concurrency: 3 }
    const { outcome, journal } = await world.release(atOnce)
    expect(outcome.wayBack?.left).toEqual([])
    const begun = journal.changes.filter(({ key, status }) => key.startsWith('rollback:') && status === 'RUNNING')
    const ended = journal.changes.find(({ key, status }) => key.startsWith('rollback:') && status === 'SUCCEEDED')
    expect(journal.changes.indexOf(begun.at(-1) as never)).toBeLessThan(journal.changes.indexOf(ended as never))
  })

  it('goes back as wide as allowed whatever the batch, but a group wholly before the one that had gone before it', async () => {
    const first = (await world.release(plain)).snapshot.directory
    const servers = ['web-1', 'web-2', 'web-3'].map((id) => ({ id, name: id, labels: [id === 'web-1' ? 'db' : 'web'] }))
    const rollout = { ...plainRollout, strategy: 'ROLLING' as const, batch: '1', groups: ['db', 'web'] }
    const { journal } = await world.release({ ...commands(first), servers, rollout, concurrency: 3 })
    const when = (id: string, wanted: string) =>
      journal.changes.findIndex(({ key, status }) => key === `rollback:${id}` && status === wanted)
    expect(statusesOf(journal)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    for (const id of ['web-2', 'web-3']) {
      expect(when(id, 'RUNNING')).toBeLessThan(Math.min(when('web-2', 'SUCCEEDED'), when('web-3', 'SUCCEEDED')))
      expect(when(id, 'SUCCEEDED')).toBeLessThan(when('web-1', 'RUNNING'))
    }
    expect(local.servers.map(liveOn)).toEqual([first, first, first])
  })

  it('says loudly when what it goes back to is not well either, and brings the others back all the same', async () => {
    const first = (await world.release(plain)).snapshot.directory
    const { outcome, journal } = await world.release(commands('none'))
    expect(outcome.failure).toContain(`Back on ${first}, but its check failed: The command ended with exit code 1.`)
    expect(outcome.wayBack).toEqual({ checkFailed: true, left: ['web-3'] })
    expect(statusesOf(journal)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED'])
    expect(journal.targets.get('web-3')?.message).toContain('but its check failed')
    expect(local.servers.map(liveOn)).toEqual([first, first, first])
  })

  it('tells which server could not be reached for it', async () => {
    const first = (await world.release(plain)).snapshot.directory
    const snapshot = world.snapshot(commands(first))
    const { journal, ended } = world.begin(snapshot)
    journal.onChange = ({ key, status }) => {
      if (key !== 'check:web-3' || status !== 'FAILED') return
      local.faults.refuse('web-2')
      local.faults.dropAt('web-2', { command: 1 })
    }
    const outcome = await ended.finally(() => local.faults.heal('web-2'))
    expect(statusesOf(journal)).toEqual(['SUCCEEDED', 'UNKNOWN', 'SUCCEEDED'])
    expect(outcome.wayBack?.left).toEqual(['web-2'])
    expect(local.servers.map(liveOn)).toEqual([first, snapshot.directory, first])
  })
})

describe('a worker that dies on the way back', () => {
  const dieAt = async (key: string, status: string, heir?: AbortSignal) => {
    const first = (await world.release(plain)).snapshot.directory
    const snapshot = world.snapshot(commands(first))
    const dying = world.begin(snapshot)
    dying.journal.onChange = (change) => {
      if (change.key === key && change.status === status) throw new LeaseLost('dead')
    }
    await expect(dying.ended).rejects.toThrow(LeaseLost)
    const before = written().length
    const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2, ...(heir ? { signal: heir } : {}) })
    const outcome = await resumed.ended
    world.expectTruth(resumed.journal)
    return { first, outcome, journal: resumed.journal, later: written().slice(before) }
  }

  it.each([
    ['rollback:web-3', 'RUNNING', ['web-3', 'web-2', 'web-1']],
    ['rollback:web-3', 'SUCCEEDED', ['web-3', 'web-2', 'web-1']],
    ['rollback:web-2', 'RUNNING', ['web-2', 'web-1']],
    ['rollback:web-2', 'SUCCEEDED', ['web-2', 'web-1']],
    ['rollback:web-1', 'SUCCEEDED', ['web-1']],
  ])('as %s becomes %s leaves an heir that goes on there, in the same order', async (key, status, servers) => {
    const { first, outcome, journal, later } = await dieAt(key, status)
    expect(outcome).toMatchObject({ status: 'FAILED', wayBack: { checkFailed: true, left: [] } })
    expect(outcome.failure).toBe('web-3: check: The command ended with exit code 1.')
    expect(later).toEqual(wayBack(first, ...servers))
    expect(statusesOf(journal)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    expect(journal.targets.get('web-2')?.message).toContain(`Rolled back to ${first}.`)
    expect(local.servers.map(liveOn)).toEqual([first, first, first])
  })

  it('as the check fails leaves an heir that goes all the way', async () => {
    const { first, outcome, later } = await dieAt('check:web-3', 'FAILED')
    // What was not written down is tried again, and fails again.
    expect(outcome.status).toBe('FAILED')
    expect(later.slice(-6)).toEqual(wayBack(first, 'web-3', 'web-2', 'web-1'))
  })

  it('and whose release is then to be cancelled goes back all the same, and has failed', async () => {
    const { first, outcome, later } = await dieAt('rollback:web-2', 'RUNNING', AbortSignal.abort(new CancelRequested()))
    expect(outcome).toMatchObject({ status: 'FAILED', wayBack: { checkFailed: true, left: [] } })
    expect(later).toEqual(wayBack(first, 'web-2', 'web-1'))
    expect(local.servers.map(liveOn)).toEqual([first, first, first])
  })
})

it('a release that stops where it failed is told as failed there, also by an heir', async () => {
  const first = (await world.release(plain)).snapshot.directory
  const snapshot = world.snapshot({ ...commands(first), onFailure: 'STOP' })
  const dying = world.begin(snapshot)
  dying.journal.onChange = ({ key, status }) => {
    if (key === 'end' && status === 'FAILED') throw new LeaseLost('dead')
  }
  await expect(dying.ended).rejects.toThrow(LeaseLost)
  const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2 })
  expect(await resumed.ended).toEqual({
    status: 'FAILED',
    failure: 'web-3: check: The command ended with exit code 1.',
  })
  expect(resumed.journal.targets.get('web-3')?.status).toBe('FAILED')
  expect(resumed.journal.targets.get('web-1')?.status).toBe('SUCCEEDED')
})
