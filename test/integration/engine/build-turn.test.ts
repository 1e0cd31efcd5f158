import { afterEach, beforeEach, expect, it } from 'vitest'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import { planRelease } from '../../../apps/api/src/engine/plan.ts'
import type { BuildTurns, RemoteShell, WaitForTurn } from '../../../apps/api/src/engine/ports.ts'
import type { StepStatus } from '../../../apps/api/src/engine/types.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld } from '../../support/release-world.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld
/** How many connections stand. */
let open = 0
let freed = 0

beforeEach(async () => {
  local = await localServers(2)
  open = 0
  freed = 0
  const remote: RemoteShell = {
    async connect(id, options) {
      const connection = await local.remote.connect(id, options)
      open += 1
      return {
        run: connection.run,
        async close() {
          await connection.close()
          open -= 1
        },
        get alive() {
          return connection.alive
        },
      }
    },
  }
  world = await createReleaseWorld(local.servers, remote)
})
afterEach(async () => {
  await world.dispose()
  await local.dispose()
})

const turn = {
  async free() {
    freed += 1
  },
}
const slots = (take: (options: WaitForTurn) => ReturnType<BuildTurns['take']>, adopts = false): BuildTurns => ({
  take: (_cacheKey, options) => take(options),
  adopt: async () => adopts,
})

it('waits at its step, without connections, and goes on when it has a slot', async () => {
  const standing: number[] = []
  world.turns = slots(async ({ onWaiting }) => {
    standing.push(open)
    await onWaiting('2nd in line')
    standing.push(open)
    await onWaiting('next in line')
    return turn
  })
  const { journal, outcome } = await world.release({ buildCommand: 'echo built' })
  expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
  expect(standing).toEqual([2, 0])
  const told = journal.changes.filter(({ key }) => key === 'build').map(({ status, message }) => [status, message])
  expect(told).toEqual([
    ['BLOCKED', '2nd in line'],
    ['BLOCKED', 'next in line'],
    ['PENDING', null],
    ['RUNNING', undefined],
    ['SUCCEEDED', null],
  ])
  expect(freed).toBe(1)
})

it('frees its slot when the build fails', async () => {
  world.turns = slots(async () => turn)
  const { outcome } = await world.release({ buildCommand: 'exit 3' })
  expect(outcome.status).toBe('FAILED')
  expect(freed).toBe(1)
})

it.each(['RUNNING', 'SUCCEEDED'] as const)('waits again after a worker died whose build was %s', async (build) => {
  const snapshot = world.snapshot({ buildCommand: 'echo built' })
  const done: Record<string, StepStatus> = { start: 'SUCCEEDED', fetch: 'SUCCEEDED', build }
  const steps = planRelease(snapshot).map(({ key }) => ({ key, status: done[key] ?? ('PENDING' as const) }))
  world.turns = slots(async ({ onWaiting }) => {
    await onWaiting('next in line')
    return turn
  })
  const { journal, ended } = world.begin(snapshot, { steps, attempt: 2 })
  expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
  world.expectTruth(journal)
  expect(journal.messages.get(build === 'RUNNING' ? 'build' : 'package')).toBe('next in line')
  expect(freed).toBe(1)
})

it('is cancelled while it waits, and leaves nothing', async () => {
  const control = new AbortController()
  world.turns = slots(async ({ onWaiting, signal }) => {
    await onWaiting('next in line')
    control.abort(new CancelRequested())
    throw signal.reason
  })
  const { journal, ended } = world.begin(world.snapshot({ buildCommand: 'echo built' }), { signal: control.signal })
  expect((await ended).status).toBe('CANCELLED')
  world.expectTruth(journal)
  expect(journal.statuses.get('build')).toBe('CANCELLED')
  expect(local.servers.map(liveOn)).toEqual([null, null])
  expect(world.counts).toEqual({ exported: 0, packed: 0 })
  expect(open).toBe(0)
})

it('ships what an equal release made meanwhile, here or from where it lies', async () => {
  const commit = 'd'.repeat(40)
  const at = (path: string) => {
    for (const server of world.servers) server.path = path
  }
  let made: string | undefined
  // Nobody has it when this one looks first; the other one makes it while this one waits.
  world.turns = slots(async ({ onWaiting, isMade }) => {
    await onWaiting('Waits for the same build')
    world.turns = slots(async () => turn)
    at('app')
    made = (await world.release({ commit, path: '~/app' })).journal.build?.sha256
    at('other')
    return (await isMade(true)) ? null : turn
  })
  const { journal, ended } = world.begin(world.snapshot({ commit, path: '~/other' }))
  expect(await ended).toEqual({ status: 'SUCCEEDED', failure: null })
  world.expectTruth(journal)
  expect(made).toMatch(/^[0-9a-f]{64}$/)
  expect(journal.build?.sha256).toBe(made)
  expect(journal.statuses.get('build')).toBe('SKIPPED')
  expect([world.counts.packed, freed]).toEqual([1, 1])

  world.turns = slots(async ({ isMade }) => ((await isMade(true)) ? null : turn), true)
  const elsewhere = world.begin(world.snapshot())
  await expect(elsewhere.ended).rejects.toBeInstanceOf(HandedOver)
  expect(world.counts.packed).toBe(1)
})
