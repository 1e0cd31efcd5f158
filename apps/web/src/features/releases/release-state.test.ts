import { expect, test } from 'vitest'
import type { ReleaseEvent, Step, Target } from './operations.ts'
import { applyEvent, countSettled, type ReleaseState } from './release-state.ts'

const step = (key: string): Step => ({
  key,
  kind: 'BUILD',
  title: null,
  parentKeys: [],
  serverName: null,
  server: null,
  status: 'PENDING',
  startedAt: null,
  finishedAt: null,
  message: null,
  exitCode: null,
  percent: null,
  expectedSeconds: null,
})

const target: Target = {
  serverName: 'web-1',
  server: null,
  status: 'PENDING',
  previousDirectory: '1',
  liveDirectory: '1',
  activatedAt: null,
  message: null,
  sentBytes: null,
  reusedBytes: null,
  sending: null,
}

const start: ReleaseState = {
  status: 'QUEUED',
  startedAt: null,
  finishedAt: null,
  steps: [step('fetch'), step('build')],
  targets: [target],
  swarm: null,
}

const event = (change: Partial<ReleaseEvent>): ReleaseEvent => ({
  seq: 1,
  at: '2026-01-01T00:00:00Z',
  kind: 'step',
  releaseStatus: 'RUNNING',
  stepKey: null,
  stepStatus: null,
  message: null,
  percent: null,
  exitCode: null,
  serverName: null,
  targetStatus: null,
  liveDirectory: null,
  previousDirectory: null,
  activated: null,
  sentBytes: null,
  reusedBytes: null,
  sending: null,
  swarm: null,
  ...change,
})

test('a step runs and ends; the others keep their identity', () => {
  const running = applyEvent(start, event({ stepKey: 'build', stepStatus: 'RUNNING', at: 'T1' }))
  expect(running.steps[1]).toMatchObject({ status: 'RUNNING', startedAt: 'T1', finishedAt: null })
  expect(running.steps[0]).toBe(start.steps[0])
  expect(running).toMatchObject({ status: 'RUNNING', startedAt: 'T1' })

  const halfway = applyEvent(running, event({ stepKey: 'build', stepStatus: 'RUNNING', percent: 50, at: 'T2' }))
  expect(halfway.steps[1]).toMatchObject({ startedAt: 'T1', percent: 50 })

  const failed = applyEvent(halfway, event({ stepKey: 'build', stepStatus: 'FAILED', exitCode: 2, at: 'T3' }))
  expect(failed.steps[1]).toMatchObject({
    status: 'FAILED',
    exitCode: 2,
    startedAt: 'T1',
    finishedAt: 'T3',
    percent: null,
  })
  expect(countSettled(failed.steps)).toBe(1)
})

test('a target remembers when it was switched', () => {
  const next = applyEvent(
    start,
    event({
      kind: 'target',
      serverName: 'web-1',
      targetStatus: 'RUNNING',
      liveDirectory: '2',
      activated: true,
      at: 'T4',
    }),
  )
  expect(next.targets[0]).toMatchObject({
    status: 'RUNNING',
    previousDirectory: '1',
    liveDirectory: '2',
    activatedAt: 'T4',
  })
  const later = event({ kind: 'target', serverName: 'web-1', targetStatus: 'SUCCEEDED', activated: true, at: 'T5' })
  expect(applyEvent(next, later).targets[0]).toMatchObject({ status: 'SUCCEEDED', activatedAt: 'T4' })
  expect(applyEvent(next, { ...later, activated: false }).targets[0]).toMatchObject({ activatedAt: null })
})

test('the end of the release is kept, and unknown names change nothing', () => {
  const ended = applyEvent(start, event({ kind: 'release', releaseStatus: 'FAILED', at: 'T5' }))
  expect(ended).toMatchObject({ status: 'FAILED', finishedAt: 'T5' })
  const odd = applyEvent(start, event({ stepKey: 'nothing', stepStatus: 'FAILED' }))
  expect(odd.steps).toEqual(start.steps)
})

test('a distribution is told whole each time, and stays as it was last told', () => {
  const swarm = { artifactBytes: 9, platformBytes: 3, peerBytes: 1, servers: [] }
  const told = applyEvent(start, event({ kind: 'swarm', swarm }))
  expect(told.swarm).toEqual(swarm)
  expect(applyEvent(told, event({ stepKey: 'build', stepStatus: 'RUNNING' })).swarm).toBe(told.swarm)
})
