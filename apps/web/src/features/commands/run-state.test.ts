import { expect, test } from 'vitest'
import type { CommandEvent, RunServer } from './operations.ts'
import { applyEvents, groupByOutput, inOrderOfInterest } from './run-state.ts'

const server = (
  serverId: string,
  state: RunServer['state'] = 'PENDING',
  exitCode: number | null = null,
): RunServer => ({
  ...{ serverId, name: serverId, production: false, state, exitCode },
  ...{ signal: null, message: null, startedAt: null, finishedAt: null },
})
const event = (change: Partial<CommandEvent>): CommandEvent => ({
  ...{ seq: 1, at: '2026-01-01T00:00:00Z', kind: 'server', runState: 'RUNNING', serverId: null },
  ...{ serverState: null, exitCode: null, signal: null, message: null },
  ...change,
})

test('follows a run from its events', () => {
  const before = { state: 'QUEUED' as const, message: null, servers: [server('a'), server('b')] }
  const after = applyEvents(before, [
    event({ kind: 'run' }),
    event({ serverId: 'a', serverState: 'RUNNING' }),
    event({ serverId: 'a', serverState: 'FAILED', exitCode: 3, at: '2026-01-01T00:00:02Z' }),
    event({ serverId: 'gone', serverState: 'RUNNING' }),
    event({ kind: 'run', runState: 'FAILED', message: 'why' }),
  ])
  expect(after).toMatchObject({ state: 'FAILED', message: 'why' })
  expect(after.servers[0]).toMatchObject({
    state: 'FAILED',
    exitCode: 3,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:02Z',
  })
  expect(after.servers[1]).toEqual(before.servers[1])
})

test('puts what went wrong in front', () => {
  const all = [
    server('a', 'SUCCEEDED'),
    server('b', 'RUNNING'),
    server('c', 'UNKNOWN'),
    server('d'),
    server('e', 'FAILED'),
  ]
  expect(
    inOrderOfInterest(all)
      .map(({ serverId }) => serverId)
      .join(''),
  ).toBe('cebda')
})

test('puts together what printed the same and ended alike', () => {
  const all = [
    server('a', 'SUCCEEDED', 0),
    server('b', 'FAILED', 1),
    server('c', 'SUCCEEDED', 0),
    server('d', 'SUCCEEDED', 0),
  ]
  const groups = groupByOutput(all, (id) => (id === 'd' ? 'other' : 'same'))
  expect(groups.map(({ servers }) => servers.map(({ serverId }) => serverId).join(''))).toEqual(['ac', 'b', 'd'])
})
