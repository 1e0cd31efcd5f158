import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createProbeAsker } from '../../../apps/api/src/compose/probe-asker.ts'
import { CancelRequested, HandedOver } from '../../../apps/api/src/engine/errors.ts'
import type { ProbeGate } from '../../../apps/api/src/engine/probe-gate.ts'
import { plainRollout } from '../../../apps/api/src/engine/rollout/rollout.ts'
import type { ReleaseSnapshot } from '../../../apps/api/src/engine/types.ts'
import { askOnce } from '../../../apps/api/src/modules/metrics/probes/probe-asker.ts'
import { createProber } from '../../../apps/api/src/platform/http/prober.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld } from '../../support/release-world.ts'

let local: Awaited<ReturnType<typeof localServers>>
let world: ReleaseWorld
let asked = 0
let value: () => string
const application = createServer((_request, response) => {
  asked += 1
  response.end(value())
})
const gate = (change: Partial<ProbeGate> = {}): ProbeGate => ({
  ...{ probeId: 'p1', name: 'errors', unit: 'NUMBER', kind: 'HTTP', command: null, serverId: null, pointer: null },
  url: `http://127.0.0.1:${(application.address() as AddressInfo).port}/`,
  ...{ comparison: 'ABOVE', threshold: 2, watchSeconds: 0.09, everySeconds: 0.03 },
  ...change,
})

beforeEach(async () => {
  asked = 0
  value = () => '0.4'
  application.listen(0, '127.0.0.1')
  await once(application, 'listening')
  local = await localServers(3)
  world = await createReleaseWorld(local.servers, local.remote)
  const asker = createProbeAsker({ http: createProber(), remote: local.remote })
  world.probes = { ask: (question, signal) => askOnce(asker, question, signal) }
})
afterEach(async () => {
  application.closeAllConnections()
  application.close()
  await world.dispose()
  await local.dispose()
})

const [first, second, third] = ['gate:web-1', 'gate:web-2', 'gate:web-3'] as const
const oneByOne: Partial<ReleaseSnapshot> = {
  rollout: { ...plainRollout, strategy: 'ROLLING', batch: '1', maxFailures: '2' },
}
const live = () => local.servers.map(liveOn)
/** Waits until the gate on the first server has asked. */
const hearing = (journal: { output: (key: string, stream: 'SYSTEM', text: string) => Promise<void> }) =>
  new Promise<void>((resolve) => {
    const { output } = journal
    journal.output = async (key, stream, text) => {
      await output(key, stream, text)
      if (key === first) resolve()
    }
  })

it('watches after the check, asks once for all servers at a time, and says what it heard', async () => {
  const { outcome, journal } = await world.release({ gates: [gate()], checkCommand: 'true' })
  expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
  for (const key of [first, second, third])
    expect(journal.logs.get(key)).toBe([1, 2, 3].map((n) => `gate errors: 0.4 ≤ 2 ✓ (${n} of 3)\n`).join(''))
  const order = journal.changes.map(({ key, status }) => `${key} ${status}`)
  expect(order.indexOf(`${first} RUNNING`)).toBeGreaterThan(order.indexOf('check:web-1 SUCCEEDED'))
  expect(asked).toBeLessThan(9)
})

it('a number that turns bad stops the release before more servers get it, whatever may fail, and it goes back', async () => {
  const before = await world.release({})
  value = () => (live().filter((name) => name !== before.snapshot.directory).length < 2 ? '1' : '7.2')
  const { outcome, journal } = await world.release({ ...oneByOne, gates: [gate()], onFailure: 'ROLL_BACK' })
  expect(outcome).toMatchObject({ status: 'FAILED', wayBack: { checkFailed: true, left: [] } })
  expect(outcome.failure).toMatch(/^web-2: gate: errors was 7\.2, above its threshold of 2\./)
  expect([first, second, third].map((key) => journal.statuses.get(key))).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED'])
  expect(journal.statuses.get('activate:web-3')).toBe('CANCELLED')
  expect(live()).toEqual(Array(3).fill(before.snapshot.directory))
})

it.each([
  ['an answer without a number', () => 'none', 'errors gave no number, and a gate without an answer fails.'],
  ['what is below where that is bad', () => '-3', 'errors was -3, below its threshold of 2.'],
])('fails on %s, and without a way back it stays where it is', async (_what, answer, words) => {
  value = answer
  const { outcome, snapshot } = await world.release({ gates: [gate({ comparison: 'BELOW' })] })
  expect(outcome.failure).toMatch(new RegExp(`^web-\\d: gate: ${words}`))
  expect(live()).toContain(snapshot.directory)
})

it('a command is asked on its server, and refused before anything changes when that was removed', async () => {
  const command = { kind: 'COMMAND', url: null, command: 'echo 1', serverId: 'web-2' } as const
  expect((await world.release({ gates: [gate(command)] })).outcome.status).toBe('SUCCEEDED')
  const before = live()
  const { outcome } = await world.release({ gates: [gate({ ...command, serverId: null })] })
  expect(outcome.failure).toContain('The gate errors runs its command on a server that was removed.')
  expect(live()).toEqual(before)
})

it('a rollback is urgent and passes no gate', async () => {
  value = () => '99'
  const { outcome, journal } = await world.release({ kind: 'ROLLBACK', gates: [gate()] })
  expect([outcome.status, journal.statuses.has(first), asked]).toEqual(['SUCCEEDED', false, 0])
})

it('ends at once when it is cancelled, and when the release failed elsewhere', async () => {
  const control = new AbortController()
  const long = gate({ watchSeconds: 3000 })
  const cancelled = world.begin(world.snapshot({ gates: [long] }), { signal: control.signal })
  await hearing(cancelled.journal)
  control.abort(new CancelRequested())
  expect((await cancelled.ended).status).toBe('CANCELLED')
  world.expectTruth(cancelled.journal)
  expect(cancelled.journal.statuses.get(first)).toBe('CANCELLED')
  expect(cancelled.journal.targets.get('web-1')?.status).toBe('CANCELLED')

  const checkCommand = 'test "$SENDOFF_SERVER" != web-2 || { sleep 0.3; false; }'
  const failed = await world.release({ gates: [long], checkCommand, onFailure: 'ROLL_BACK' })
  expect(failed.outcome.failure).toMatch(/^web-2: check: /)
  expect(failed.journal.statuses.get(first)).toBe('CANCELLED')
})

it('whoever takes over watches from the beginning; a gate that had failed still stops the release', async () => {
  const snapshot = world.snapshot({ ...oneByOne, gates: [gate({ watchSeconds: 0.3 })] })
  const dying = new AbortController()
  const one = world.begin(snapshot, { signal: dying.signal })
  await hearing(one.journal)
  dying.abort(new HandedOver('the process ends'))
  await expect(one.ended).rejects.toThrow(HandedOver)
  expect(one.journal.statuses.get(first)).toBe('RUNNING')
  const two = world.begin(snapshot, { attempt: 2, ...one.journal.stored() })
  expect(await two.ended).toEqual({ status: 'SUCCEEDED', failure: null })
  expect(two.journal.logs.get(first)).toMatch(/^gate errors: 0\.4 ≤ 2 ✓ \(1 of 10\)\n/)
  world.expectTruth(two.journal)

  value = () => '9'
  const later = world.snapshot({ ...oneByOne, gates: [gate()] })
  const end = new AbortController()
  const bad = world.begin(later, { signal: end.signal })
  bad.journal.onChange = ({ key, status }) => {
    if (key !== first || status !== 'FAILED') return
    setTimeout(() => end.abort(new HandedOver('the process ends')))
  }
  await expect(bad.ended).rejects.toThrow(HandedOver)
  value = () => '0'
  const stored = bad.journal.stored()
  const rest = world.begin(later, { attempt: 2, ...stored })
  expect((await rest.ended).failure).toContain('web-1: gate: errors was 9')
  expect(rest.journal.statuses.get('activate:web-2')).toBe('CANCELLED')
  world.expectTruth(rest.journal)
})
