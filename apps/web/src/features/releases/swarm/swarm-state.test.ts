import { expect, test } from 'vitest'
import type { Swarm } from '../operations.ts'
import { swarmRows, swarmTotals } from './swarm-state.ts'

const server = (serverId: string, receivedBytes: number, way: 'SWARM' | 'DIRECT' = 'SWARM') => ({
  ...{ serverId, way, receivedBytes, givenBytes: 5 },
  reason: way === 'DIRECT' ? 'aria2 ended.' : null,
})
const servers = [server('a', 100), server('b', 25), server('c', 100, 'DIRECT'), server('d', 50, 'DIRECT')]
const swarm: Swarm = { artifactBytes: 100, platformBytes: 150, peerBytes: 60, servers }
const steps = [{ key: 'upload:a', serverName: 'web-1' }]
const parts = (of: Swarm, running: boolean) => swarmRows(of, steps, running).map(({ part }) => part)

test('whoever has all of it gives as long as another lacks something', () => {
  expect(parts(swarm, true)).toEqual(['SEEDS', 'TAKES', 'WAS_SENT', 'IS_SENT'])
  expect(parts(swarm, false)[0]).toBe('HAS')
  expect(parts({ ...swarm, servers: [server('a', 100), server('d', 50, 'DIRECT')] }, true)[0]).toBe('HAS')
})

test('servers have the names of the plan, and their share', () => {
  const [named, other] = swarmRows(swarm, steps, true)
  expect(named).toMatchObject({ name: 'web-1', share: 1, reason: null })
  expect(other).toMatchObject({ name: 'b', share: 0.25, given: 5 })
})

test('what Sendoff sends is compared with a copy for each server', () => {
  expect(swarmTotals(swarm)).toEqual({ platform: 150, peers: 60, star: 400, share: 0.375 })
  expect(swarmTotals({ ...swarm, artifactBytes: 0, servers: [] }).share).toBe(1)
})
