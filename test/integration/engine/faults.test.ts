import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CancelRequested, HandedOver, LeaseLost } from '../../../apps/api/src/engine/errors.ts'
import { readTruth } from '../../../apps/api/src/engine/read-truth.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld } from '../../support/release-world.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld

beforeEach(async () => {
  local = await localServers(3)
  world = await createReleaseWorld(local.servers, local.remote)
})
afterEach(async () => {
  await world.dispose()
  await local.dispose()
})

const appOf = (index: number): string => join(local.servers[index]?.home ?? '', 'app')
const commands = { restartCommand: 'echo restarted', checkCommand: 'true', afterUploadCommand: null }

describe('a connection that drops', () => {
  // Commands of one server: 1 preflight, 2 upload, 3 switch, 4 restart, 5 check, 6 the end.
  it.each([1, 2, 3, 4, 5, 6])('at command %i is survived, and nothing is claimed without proof', async (command) => {
    const first = await world.release(commands)
    local.faults.dropAt('web-2', { command })
    const second = await world.release(commands)
    expect(second.outcome).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(local.servers.map(liveOn)).toEqual(Array(3).fill(second.snapshot.directory))
    expect(second.journal.targets.get('web-2')?.previousDirectory).toBe(first.snapshot.directory)
  })

  it.each([1, 20_000, 200_000])(
    'in the middle of the upload, after %i bytes, sends it again',
    async (afterInputBytes) => {
      local.faults.dropAt('web-2', { command: 2, afterInputBytes })
      const { outcome, journal } = await world.release(commands)
      expect(outcome.status).toBe('SUCCEEDED')
      const states = journal.changes.filter(({ key }) => key === 'upload:web-2').map(({ status }) => status)
      expect(states).toContain('UNKNOWN')
      expect(states.at(-1)).toBe('SUCCEEDED')
    },
  )

  it('while a hook runs fails it, for nobody knows whether it finished', async () => {
    local.faults.dropAt('web-2', { command: 3, afterOutputBytes: 1 })
    const { outcome, journal } = await world.release({ ...commands, afterUploadCommand: 'echo hook; sleep 1' })
    expect(outcome.status).toBe('FAILED')
    expect(journal.messages.get('hook:after-upload:web-2')).toContain('unknown whether the command finished')
    expect(liveOn(local.servers[1] as never)).toBeNull()
  })

  it('and a server that stays away are told as UNKNOWN, and the old release is not lost', async () => {
    await world.release(commands)
    const { snapshot } = { snapshot: world.snapshot(commands) }
    const { journal, ended } = world.begin(snapshot)
    await journal.reached('build', 'SKIPPED')
    local.faults.refuse('web-2')
    local.faults.dropAt('web-2', { command: 1, afterInputBytes: 1 })
    const outcome = await ended.finally(() => local.faults.heal('web-2'))
    expect(outcome.status).toBe('FAILED')
    world.expectTruth(journal, { unreachable: ['web-2'] })
    expect(journal.targets.get('web-2')?.status).toBe('UNKNOWN')
    // The next release takes over the lock that had to be left.
    const next = await world.release(commands)
    expect(next.outcome.status).toBe('SUCCEEDED')
  })
})

describe('what is wrong before anything changed', () => {
  it.each([
    ['refused', () => local.faults.refuse('web-2'), 'refused the connection'],
    ['a file in place of the path', () => writeFileSync(appOf(1), ''), 'is not a directory'],
    ['no right to write', () => symlinkSync('/proc/1', appOf(1)), 'Give this user the right'],
  ])('%s', async (_what, arrange, sentence) => {
    arrange()
    const { outcome, journal } = await world.release({ ...commands, buildCommand: 'echo built' })
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toContain(`web-2: `)
    expect(outcome.failure).toContain(sentence)
    expect(journal.statuses.get('start')).toBe('FAILED')
    expect(journal.statuses.get('build')).toBe('CANCELLED')
    expect(journal.targets.get('web-2')?.status).toBe('FAILED')
    expect(journal.targets.get('web-1')?.status).toBe('CANCELLED')
  })
})

describe('a failing command', () => {
  const onlyOn = (name: string) => `test "$SENDOFF_SERVER" != ${name} || exit 7`

  it('of the build fails before any server is touched', async () => {
    const { outcome, journal } = await world.release({ buildCommand: 'echo no >&2; exit 3' })
    expect(outcome).toEqual({ status: 'FAILED', failure: 'build: The command ended with exit code 3.' })
    expect(journal.logs.get('build')).toBe('no\n')
    expect(journal.changes.find(({ key, status }) => key === 'build' && status === 'FAILED')?.exitCode).toBe(3)
    expect(local.servers.map(liveOn)).toEqual([null, null, null])
  })

  it('stops: those that switched finish, those that did not keep what they had', async () => {
    const first = await world.release(commands)
    const { outcome, journal, snapshot } = await world.release({
      ...commands,
      concurrency: 1,
      restartCommand: onlyOn('web-2'),
    })
    expect(outcome).toEqual({ status: 'FAILED', failure: 'web-2: restart: The command ended with exit code 7.' })
    expect(local.servers.map(liveOn)).toEqual([snapshot.directory, snapshot.directory, first.snapshot.directory])
    expect(journal.statuses.get('check:web-1')).toBe('SUCCEEDED')
    expect(journal.statuses.get('upload:web-3')).toBe('CANCELLED')
    expect(local.servers.map(({ id }) => journal.targets.get(id)?.status)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED'])
    expect(journal.messages.get('end')).toBe('2 of 3 servers carry this release.')
  })

  it('rolls back what had switched, in reverse order, with restart and check', async () => {
    const first = await world.release(commands)
    const restartCommand = `${onlyOn('web-3')}; echo "$SENDOFF_SERVER $SENDOFF_DIRECTORY" >> ../../../order`
    const healing = `test "$(readlink ../../current)" = releases/${first.snapshot.directory} || { ${restartCommand}; }`
    const { outcome, journal } = await world.release({
      ...commands,
      concurrency: 1,
      onFailure: 'ROLL_BACK',
      restartCommand: healing,
      checkCommand: 'echo checked',
    })
    expect(outcome.status).toBe('FAILED')
    expect(local.servers.map(liveOn)).toEqual(Array(3).fill(first.snapshot.directory))
    expect(journal.targets.get('web-1')).toMatchObject({ status: 'CANCELLED', activated: false })
    expect(journal.targets.get('web-1')?.message).toBe(`Rolled back to ${first.snapshot.directory}.`)
    expect(journal.targets.get('web-3')?.message).toMatch(/^restart: .* Rolled back to /)
    expect(journal.logs.get('rollback:web-2')).toContain('Running the check on')
    const { snapshot } = first
    for (const { home } of local.servers) expect(readdirSync(join(home, 'app/releases'))).toEqual([snapshot.directory])
  })

  it('of a first release has nothing to go back to, and says so', async () => {
    // The first failure would spare a server that has not switched yet: each waits for the others.
    const switched = ['web-1', 'web-2', 'web-3'].map((id) => `test -L ../../../../${id}/app/current`).join(' && ')
    const checkCommand = `until ${switched}; do sleep 0.02; done; false`
    const { outcome, journal } = await world.release({ ...commands, onFailure: 'ROLL_BACK', checkCommand })
    expect(outcome.status).toBe('FAILED')
    expect(journal.targets.get('web-1')).toMatchObject({ status: 'FAILED', activated: true })
    expect(journal.statuses.get('rollback:web-1')).toBe('SKIPPED')
    expect(journal.messages.get('rollback:web-1')).toContain('nothing to go back to')
    expect(outcome.wayBack).toEqual({ checkFailed: true, left: ['web-1', 'web-2', 'web-3'] })
  })
})

describe('a cancelled release', () => {
  const cancel = async (change: object, step: [string, 'RUNNING' | 'SUCCEEDED'], reason = new CancelRequested()) => {
    const control = new AbortController()
    const snapshot = world.snapshot({ ...commands, ...change })
    const { journal, ended } = world.begin(snapshot, { signal: control.signal })
    await journal.reached(...step)
    control.abort(reason)
    const outcome = await ended
    world.expectTruth(journal)
    return { outcome, journal, snapshot }
  }

  it.each(['start', 'fetch', 'build', 'package', 'upload:web-1', 'activate:web-2', 'restart:web-1', 'check:web-3'])(
    'tells the truth when it is cancelled as %s begins',
    async (key) => {
      const first = await world.release(commands)
      const { outcome, journal, snapshot } = await cancel({ buildCommand: 'echo x' }, [key, 'RUNNING'])
      expect(outcome.status).toBe('CANCELLED')
      for (const server of local.servers) {
        const live = liveOn(server)
        expect([first.snapshot.directory, snapshot.directory]).toContain(live)
        expect(journal.targets.get(server.id)?.activated).toBe(live === snapshot.directory)
      }
    },
  )

  it('ends a build at once, with all its children', async () => {
    const begun = Date.now()
    const { outcome, journal } = await cancel({ buildCommand: 'sleep 300 & sleep 300' }, ['build', 'RUNNING'])
    expect(outcome).toEqual({ status: 'CANCELLED', failure: 'Cancelled. No server carries this release.' })
    expect(journal.statuses.get('build')).toBe('CANCELLED')
    expect(Date.now() - begun).toBeLessThan(10_000)
  })

  it('keeps or rolls back what had switched, as decided', async () => {
    const first = await world.release(commands)
    const change = { concurrency: 1, checkCommand: 'test "$SENDOFF_DIRECTORY" = X || sleep 300' }
    const kept = await cancel(change, ['check:web-1', 'RUNNING'])
    expect(kept.outcome.failure).toBe('Cancelled. This release stayed live on web-1.')
    expect(local.servers.map(liveOn)).toEqual([
      kept.snapshot.directory,
      first.snapshot.directory,
      first.snapshot.directory,
    ])
    const back = {
      concurrency: 1,
      restartCommand: `test "$SENDOFF_DIRECTORY" = ${kept.snapshot.directory} || sleep 300`,
    }
    const undone = await cancel(back, ['restart:web-1', 'RUNNING'], new CancelRequested('ROLL_BACK'))
    expect(undone.outcome.failure).toBe('Cancelled. No server carries this release.')
    expect(liveOn(local.servers[0] as never)).toBe(kept.snapshot.directory)
  })
})

describe('a worker that dies', () => {
  it.each(['start', 'build', 'package', 'upload:web-1', 'activate:web-2', 'restart:web-3', 'check:web-1', 'end'])(
    'as %s begins leaves a release that the next one finishes',
    async (key) => {
      const first = await world.release(commands)
      const snapshot = world.snapshot({ ...commands, buildCommand: 'echo built' })
      const dying = world.begin(snapshot)
      dying.journal.onChange = (change) => {
        if (change.key === key && change.status === 'RUNNING') throw new LeaseLost('dead')
      }
      await expect(dying.ended).rejects.toThrow(LeaseLost)
      const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2 })
      expect(await resumed.ended).toEqual({ status: 'SUCCEEDED', failure: null })
      world.expectTruth(resumed.journal)
      expect(local.servers.map(liveOn)).toEqual(Array(3).fill(snapshot.directory))
      expect(resumed.journal.targets.get('web-1')?.previousDirectory).toBe(first.snapshot.directory)
    },
  )

  it('in a hook leaves a hook that is not run again', async () => {
    const snapshot = world.snapshot({ ...commands, afterUploadCommand: 'echo ran >> ../../hook-ran; sleep 300' })
    const control = new AbortController()
    const dying = world.begin(snapshot, { signal: control.signal })
    await dying.journal.reached('hook:after-upload:web-1', 'RUNNING')
    control.abort(new HandedOver('the process ends'))
    await expect(dying.ended).rejects.toThrow(HandedOver)
    const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2 })
    const outcome = await resumed.ended
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toContain('unknown whether this command finished')
    world.expectTruth(resumed.journal)
  })

  it('and one that comes back too late touches nothing', async () => {
    const snapshot = world.snapshot({ ...commands, buildCommand: 'sleep 0.5' })
    const late = world.begin(snapshot)
    await late.journal.reached('build', 'RUNNING')
    const next = world.begin(snapshot, { ...late.journal.stored(), attempt: 2 })
    await expect(late.ended).rejects.toThrow(LeaseLost)
    expect((await next.ended).status).toBe('SUCCEEDED')
    world.expectTruth(next.journal)
  })

  it('while it is cancelled leaves a cancelled release without a trace', async () => {
    const snapshot = world.snapshot(commands)
    const dying = world.begin(snapshot)
    dying.journal.onChange = ({ key, status }) => {
      if (key === 'activate:web-2' && status === 'RUNNING') throw new LeaseLost('dead')
    }
    await expect(dying.ended).rejects.toThrow(LeaseLost)
    const signal = AbortSignal.abort(new CancelRequested())
    const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2, signal })
    expect((await resumed.ended).status).toBe('CANCELLED')
    world.expectTruth(resumed.journal)
  })
})

describe('a worker that dies in a release that is to roll back when cancelled', () => {
  const dieAt = async (key: string, status: string) => {
    const first = await world.release(commands)
    const snapshot = world.snapshot({ ...commands, concurrency: 1 })
    const dying = world.begin(snapshot)
    dying.journal.onChange = (change) => {
      if (change.key === key && change.status === status) throw new LeaseLost('dead')
    }
    await expect(dying.ended).rejects.toThrow(LeaseLost)
    const signal = AbortSignal.abort(new CancelRequested('ROLL_BACK'))
    const resumed = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2, signal })
    return { first: first.snapshot, snapshot, resumed, outcome: await resumed.ended }
  }

  it.each([
    ['activate:web-2', 'RUNNING'],
    ['activate:web-2', 'SUCCEEDED'],
    ['check:web-3', 'RUNNING'],
  ])('as %s is %s leaves an heir that brings every server back', async (key, status) => {
    const { first, resumed, outcome } = await dieAt(key, status)
    expect(outcome).toEqual({ status: 'CANCELLED', failure: 'Cancelled. No server carries this release.' })
    world.expectTruth(resumed.journal)
    expect(local.servers.map(liveOn)).toEqual(Array(3).fill(first.directory))
    expect(resumed.journal.targets.get('web-1')).toMatchObject({ message: `Rolled back to ${first.directory}.` })
    expect(resumed.journal.logs.get('rollback:web-1')).toContain('Running the restart command')
  })

  it('before any switch leaves nothing to bring back', async () => {
    const { first, resumed, outcome } = await dieAt('upload:web-1', 'RUNNING')
    expect(outcome.status).toBe('CANCELLED')
    expect(local.servers.map(liveOn)).toEqual(Array(3).fill(first.directory))
    expect(resumed.journal.statuses.has('rollback:web-1')).toBe(false)
  })
})

it('reads back what every server really has, also the one that is gone', async () => {
  const { snapshot, journal } = await world.release(commands)
  local.faults.refuse('web-2')
  rmSync(appOf(2), { recursive: true })
  const ids = local.servers.map(({ id }) => id)
  const [one, two, three] = await readTruth(local.remote, '~/app', ids)
  const buildSha = journal.build?.sha256
  expect(one).toMatchObject({
    reachable: true,
    liveDirectory: snapshot.directory,
    liveCommit: snapshot.commit,
    buildSha,
  })
  expect(two).toMatchObject({ reachable: false, message: expect.stringContaining('refused') })
  expect(three).toMatchObject({ reachable: true, liveDirectory: null })
})
