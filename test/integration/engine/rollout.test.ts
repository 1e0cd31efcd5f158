import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import { plainRollout, type Rollout } from '../../../apps/api/src/engine/rollout/rollout.ts'
import { localServers } from '../../support/local-servers.ts'
import type { RecordedJournal } from '../../support/release-journal.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld, releasesOn } from '../../support/release-world.ts'
import { createWishes } from '../../support/wishes.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld

beforeEach(async () => {
  local = await localServers(4)
  world = await createReleaseWorld(local.servers, local.remote)
})
afterEach(async () => {
  await world.dispose()
  await local.dispose()
})

const ids = ['web-1', 'web-2', 'web-3', 'web-4']
const rollout = (change: Partial<Rollout>) => ({ rollout: { ...plainRollout, ...change } })
const readLines = (file: string) => readFileSync(file, 'utf8').trim().split('\n')
const live = () => local.servers.map(liveOn)
const breakCheckOn = (...names: string[]) => {
  const cases = names.map((name) => `${name}) exit 3;;`).join(' ')
  return { checkCommand: `case $SENDOFF_SERVER in ${cases} esac` }
}
/** When each server began and ended, in the order in which it was written down; how far an upload is tells nothing new. */
const course = (journal: RecordedJournal) => [
  ...new Set(
    journal.changes.flatMap(({ key, status }) => {
      const [kind, id] = key.split(':')
      if (kind === 'upload' && status === 'RUNNING') return [`begin ${id}`]
      return kind === 'check' && (status === 'SKIPPED' || status === 'SUCCEEDED') ? [`end ${id}`] : []
    }),
  ),
]
const messagesOf = (journal: RecordedJournal, key: string) =>
  journal.changes.filter((change) => change.key === key && change.status === 'BLOCKED').map(({ message }) => message)

describe('the order', () => {
  it('rolls by a window, and says what everybody waits for', async () => {
    const { outcome, journal } = await world.release(rollout({ strategy: 'ROLLING', batch: '25%' }))
    expect(outcome.status).toBe('SUCCEEDED')
    expect(course(journal)).toEqual(ids.flatMap((id) => [`begin ${id}`, `end ${id}`]))
    expect(messagesOf(journal, 'upload:web-3')).toEqual(['Waits for its turn: 1 at once.'])
    expect(journal.targets.get('web-3')).toMatchObject({ status: 'SUCCEEDED', message: null })
  })

  it('goes group after group, and never begins one before the other has ended', async () => {
    const labels: Record<string, string[]> = { 'web-2': ['db'], 'web-4': ['web', 'db'], 'web-1': ['web'] }
    const servers = ids.map((id) => ({ id, name: id, labels: labels[id] ?? [] }))
    const { outcome, journal } = await world.release({ servers, ...rollout({ groups: ['db', 'web'] }) })
    expect(outcome.status).toBe('SUCCEEDED')
    const events = course(journal)
    const follows = (one: string, other: string) => expect(events.indexOf(one)).toBeGreaterThan(events.indexOf(other))
    for (const first of ['web-2', 'web-4']) follows('begin web-1', `end ${first}`)
    follows('begin web-3', 'end web-1')
    expect(messagesOf(journal, 'upload:web-3')).toEqual(['Waits for group db.', 'Waits for group web.'])
  })

  it('lets the others follow a canary that passed its check', async () => {
    const rules = rollout({ strategy: 'CANARY', canaryServers: '1', canaryWait: 'CHECK' })
    const { outcome, journal } = await world.release({ ...rules, checkCommand: 'true' })
    expect(outcome.status).toBe('SUCCEEDED')
    expect(course(journal).slice(0, 2)).toEqual(['begin web-1', 'end web-1'])
    expect(messagesOf(journal, 'upload:web-2')).toEqual(['Waits for the canary.'])
  })

  it('stops behind a canary that is sick, whatever may fail', async () => {
    const rules = rollout({ strategy: 'CANARY', canaryServers: '1', canaryWait: 'CHECK', maxFailures: '3' })
    const { outcome, snapshot } = await world.release({ ...rules, ...breakCheckOn('web-1') })
    expect(outcome.status).toBe('FAILED')
    expect(live()).toEqual([snapshot.directory, null, null, null])
  })

  it('waits for a time, which ends by itself', async () => {
    const rules = rollout({ strategy: 'CANARY', canaryServers: '2', canaryWait: 'TIME', canaryWaitSeconds: 1 })
    const { outcome } = await world.release(rules, { controls: createWishes() })
    expect(outcome.status).toBe('SUCCEEDED')
  })
})

describe('failures', () => {
  it('go on while they are few: the healthy servers are live, and it is said plainly', async () => {
    const { outcome, journal, snapshot } = await world.release({
      ...rollout({ strategy: 'ROLLING', batch: '2', maxFailures: '1' }),
      ...breakCheckOn('web-2'),
    })
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toBe(
      '3 of 4 servers carry this release. It failed on 1:\nweb-2: check: The command ended with exit code 3.',
    )
    expect(live()).toEqual(Array(4).fill(snapshot.directory))
    expect([...journal.targets.values()].map(({ status }) => status).sort()).toEqual([
      'FAILED',
      'SUCCEEDED',
      'SUCCEEDED',
      'SUCCEEDED',
    ])
  })

  it('one too many stops it, and what switched goes back where that is wanted', async () => {
    const first = await world.release()
    const { outcome } = await world.release({
      ...rollout({ strategy: 'ROLLING', batch: '1', maxFailures: '1' }),
      ...breakCheckOn('web-1', 'web-2'),
      onFailure: 'ROLL_BACK',
    })
    expect(outcome.failure).toContain('2 servers failed; at most 1 may.')
    expect(live()).toEqual(Array(4).fill(first.snapshot.directory))
  })

  it('a server that cannot be reached counts, and does not stop the others', async () => {
    local.faults.refuse('web-3')
    const { snapshot } = { snapshot: world.snapshot(rollout({ maxFailures: '25%' })) }
    const { journal, ended } = world.begin(snapshot)
    const outcome = await ended
    expect(outcome.status).toBe('FAILED')
    expect(outcome.failure).toMatch(/^3 of 4 servers carry this release. It failed on 1:\nweb-3: /)
    expect(live()).toEqual([snapshot.directory, snapshot.directory, null, snapshot.directory])
    expect(journal.statuses.get('start')).toBe('SUCCEEDED')
    expect(journal.statuses.get('upload:web-3')).toBe('FAILED')
    world.expectTruth(journal, { unreachable: ['web-3'] })
  })
})

describe('the command that runs once', () => {
  const count = (name: string) => `echo $SENDOFF_SERVER >> ${join(local.servers[0]?.home ?? '', name)}`
  const lines = (name: string) => readLines(join(local.servers[0]?.home ?? '', name))

  it('runs on the first server, in the new directory, before any server switches', async () => {
    const before = await world.release()
    const onceCommand = `test -f commit.txt; readlink ../../current; ${count('once')}`
    const { outcome, journal } = await world.release(rollout({ onceCommand }))
    expect(outcome.status).toBe('SUCCEEDED')
    expect(lines('once')).toEqual(['web-1'])
    expect(journal.logs.get('once')).toBe(`On web-1:\nreleases/${before.snapshot.directory}\n`)
    const order = journal.changes.filter(({ status }) => status === 'SUCCEEDED').map(({ key }) => key)
    for (const id of ids) expect(order.indexOf(`activate:${id}`)).toBeGreaterThan(order.indexOf('once'))
  })

  it('fails the release when it fails, and nothing switched', async () => {
    const { outcome, journal } = await world.release(rollout({ onceCommand: 'exit 4', maxFailures: '4' }))
    expect(outcome).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('once: The command ended') })
    expect(journal.statuses.get('once')).toBe('FAILED')
    expect(live()).toEqual([null, null, null, null])
  })

  it('moves to the next server when the first fails before it', async () => {
    local.faults.refuse('web-1')
    const snapshot = world.snapshot(rollout({ onceCommand: count('once'), maxFailures: '1' }))
    const { ended } = world.begin(snapshot)
    await ended
    expect(lines('once')).toEqual(['web-2'])
  })

  it('is not run again when its end is unknown', async () => {
    local.faults.dropAt('web-1', { command: 3, afterOutputBytes: 1 })
    const { outcome } = await world.release(rollout({ onceCommand: `${count('once')}; echo told; sleep 1` }))
    expect(outcome.failure).toContain('not run again')
    expect(lines('once')).toEqual(['web-1'])
    expect(live()).toEqual([null, null, null, null])
  })
})

describe('people', () => {
  const rolling = rollout({ strategy: 'ROLLING', batch: '1' })

  it('pause it: what runs comes to its end, nothing new begins, and resuming goes on', async () => {
    const wishes = createWishes()
    const snapshot = world.snapshot({ ...rolling, restartCommand: 'echo restarted' })
    const { journal, ended } = world.begin(snapshot, { controls: wishes })
    await journal.reached('restart:web-1', 'RUNNING')
    wishes.pause()
    await journal.reached('check:web-1', 'SKIPPED')
    expect(course(journal)).toEqual(['begin web-1', 'end web-1'])
    expect(live()).toEqual([snapshot.directory, null, null, null])
    wishes.resume()
    expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
    world.expectTruth(journal)
  })

  it('cancel what is paused', async () => {
    const wishes = createWishes()
    const control = new AbortController()
    wishes.pause()
    const { journal, ended } = world.begin(world.snapshot(rolling), { controls: wishes, signal: control.signal })
    await journal.reached('package', 'SUCCEEDED')
    control.abort(new CancelRequested())
    expect((await ended).status).toBe('CANCELLED')
    expect(course(journal)).toEqual([])
    world.expectTruth(journal)
  })

  it('let the others follow a canary', async () => {
    const wishes = createWishes()
    const rules = rollout({ strategy: 'CANARY', canaryServers: '1', canaryWait: 'PERSON' })
    const { journal, ended } = world.begin(world.snapshot(rules), { controls: wishes })
    expect((await wishes.asked()).kind).toBe('CANARY')
    expect(course(journal)).toEqual(['begin web-1', 'end web-1'])
    wishes.answer()
    expect((await ended).status).toBe('SUCCEEDED')
  })

  it('leave out a server that waits, and one that is being worked on', async () => {
    const wishes = createWishes()
    const snapshot = world.snapshot({
      ...rollout({ strategy: 'ROLLING', batch: '2' }),
      afterUploadCommand: 'case $SENDOFF_SERVER in web-2) sleep 60;; esac',
    })
    const { journal, ended } = world.begin(snapshot, { controls: wishes })
    await journal.reached('hook:after-upload:web-2', 'RUNNING')
    wishes.exclude('web-4', 'it is old')
    wishes.exclude('web-2')
    expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(live()).toEqual([snapshot.directory, null, snapshot.directory, null])
    expect(journal.targets.get('web-4')).toMatchObject({ status: 'SKIPPED', message: 'Left out by Ada: it is old' })
    expect(journal.statuses.get('activate:web-2')).toBe('SKIPPED')
    expect(releasesOn(local.servers[1] as never)).toEqual([])
    world.expectTruth(journal)
  })

  describe('decide about a failed step', () => {
    const guided = rollout({ strategy: 'ROLLING', batch: '2', guided: true })
    const flag = () => join(local.servers[0]?.home ?? '', 'mended')
    const broken = () => ({ checkCommand: `test $SENDOFF_SERVER != web-1 || test -e ${flag()} || exit 3` })

    it('retry: nothing new begins until then, and the step is done again', async () => {
      const wishes = createWishes()
      const snapshot = world.snapshot({ ...guided, ...broken() })
      const { journal, ended } = world.begin(snapshot, { controls: wishes })
      expect(await wishes.asked()).toMatchObject({ serverId: 'web-1', stepKey: 'check:web-1' })
      await journal.reached('check:web-2', 'SUCCEEDED')
      expect(journal.statuses.get('check:web-1')).toBe('BLOCKED')
      expect(journal.targets.get('web-1')?.message).toContain('Waits for a decision')
      writeFileSync(flag(), '')
      wishes.answer('RETRY')
      expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
      expect(journal.logs.get('check:web-1')).toBe('Ada decided: try again.\n')
      world.expectTruth(journal)
    })

    it('skip: the others go on, and it is said that the release is live there all the same', async () => {
      const wishes = createWishes()
      const { journal, ended } = world.begin(world.snapshot({ ...guided, ...broken() }), { controls: wishes })
      await wishes.asked()
      wishes.answer('SKIP')
      const outcome = await ended
      expect(outcome.failure).toContain('3 of 4 servers carry this release. It failed on 1:\nweb-1: check:')
      expect(journal.targets.get('web-1')?.message).toContain('live here all the same')
      expect(journal.targets.get('web-4')?.status).toBe('SUCCEEDED')
      world.expectTruth(journal)
    })

    it('roll back: all that switched goes back, whatever the environment says', async () => {
      const first = await world.release()
      const wishes = createWishes()
      const { journal, ended } = world.begin(world.snapshot({ ...guided, ...broken() }), {
        controls: wishes,
      })
      await wishes.asked()
      wishes.answer('ROLL_BACK')
      expect((await ended).failure).toContain('Ada decided to roll back.')
      expect(live()).toEqual(Array(4).fill(first.snapshot.directory))
      expect(journal.statuses.get('upload:web-4')).toBe('CANCELLED')
    })

    it('about a server that cannot be reached', async () => {
      local.faults.refuse('web-2')
      const wishes = createWishes()
      const { journal, ended } = world.begin(world.snapshot(guided), { controls: wishes })
      expect(await wishes.asked()).toMatchObject({ serverId: 'web-2', stepKey: 'start' })
      local.faults.heal('web-2')
      wishes.answer('RETRY')
      expect((await ended).status).toBe('SUCCEEDED')
      world.expectTruth(journal)
    })
  })

  describe('outlive the worker', () => {
    async function die(dying: { ended: Promise<unknown> }, control: AbortController) {
      control.abort(new HandedOver('the process ends'))
      await expect(dying.ended).rejects.toThrow(HandedOver)
    }

    it('that was paused: the next one is paused too', async () => {
      const wishes = createWishes()
      const control = new AbortController()
      const snapshot = world.snapshot({ ...rolling, restartCommand: 'echo restarted' })
      const dying = world.begin(snapshot, { controls: wishes, signal: control.signal })
      await dying.journal.reached('restart:web-1', 'RUNNING')
      wishes.pause()
      await dying.journal.reached('check:web-1', 'SKIPPED')
      await die(dying, control)
      const heir = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2, controls: wishes })
      await heir.journal.reached('upload:web-2', 'BLOCKED')
      expect(course(heir.journal)).toEqual([])
      wishes.resume()
      expect(await heir.ended).toEqual({ status: 'SUCCEEDED', failure: null })
      expect(live()).toEqual(Array(4).fill(snapshot.directory))
      world.expectTruth(heir.journal)
    })

    it.each(['before', 'after'])('that asked, when the answer came %s the next one began', async (when) => {
      const wishes = createWishes()
      const control = new AbortController()
      const flag = join(local.servers[0]?.home ?? '', 'mended')
      const snapshot = world.snapshot({
        ...rollout({ strategy: 'ROLLING', batch: '1', guided: true }),
        afterUploadCommand: `test $SENDOFF_SERVER != web-2 || test -e ${flag} || exit 3`,
      })
      const dying = world.begin(snapshot, { controls: wishes, signal: control.signal })
      await wishes.asked()
      await die(dying, control)
      writeFileSync(flag, '')
      if (when === 'before') wishes.answer('RETRY')
      const heir = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2, controls: wishes })
      await heir.journal.reached('start', 'SUCCEEDED')
      if (when === 'after') {
        await heir.journal.reached('upload:web-3', 'BLOCKED')
        expect(wishes.wishes.questions).toHaveLength(1)
        expect(heir.journal.statuses.get('hook:after-upload:web-2')).toBe('BLOCKED')
        wishes.answer('RETRY')
      }
      expect(await heir.ended).toEqual({ status: 'SUCCEEDED', failure: null })
      expect(live()).toEqual(Array(4).fill(snapshot.directory))
      world.expectTruth(heir.journal)
    })

    it('that ran the command of which there is one: it is not run again', async () => {
      const control = new AbortController()
      const counted = join(local.servers[0]?.home ?? '', 'once')
      const snapshot = world.snapshot(rollout({ onceCommand: `echo ran >> ${counted}; sleep 60` }))
      const dying = world.begin(snapshot, { signal: control.signal })
      await dying.journal.reached('once', 'RUNNING')
      await expect.poll(() => existsSync(counted), { timeout: 20_000 }).toBe(true)
      await die(dying, control)
      const heir = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2 })
      expect((await heir.ended).failure).toContain('not run again')
      expect(readLines(counted)).toEqual(['ran'])
      expect(live()).toEqual([null, null, null, null])
    })

    it('that went on past a sick server: it stays sick, and the others are shipped to', async () => {
      const snapshot = world.snapshot({
        ...rollout({ strategy: 'ROLLING', batch: '1', maxFailures: '1' }),
        ...breakCheckOn('web-1'),
      })
      const control = new AbortController()
      const dying = world.begin(snapshot, { signal: control.signal })
      await dying.journal.reached('activate:web-3', 'RUNNING')
      await die(dying, control)
      const heir = world.begin(snapshot, { ...dying.journal.stored(), attempt: 2 })
      const outcome = await heir.ended
      expect(outcome.failure).toMatch(/^3 of 4 servers carry this release. It failed on 1:\nweb-1: /)
      expect(live()).toEqual(Array(4).fill(snapshot.directory))
      world.expectTruth(heir.journal)
    })
  })
})
