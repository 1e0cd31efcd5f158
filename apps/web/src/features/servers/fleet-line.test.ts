import { expect, test } from 'vitest'
import type { ServerSample } from '../../shared/servers/metric-operations.ts'
import { fullestDisk, smallChart } from './fleet-line.ts'
import type { ServerLine } from './operations.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const series = {
  key: 'cpu',
  unit: 'PERCENT',
  limit: 100,
  windowSeconds: 60,
  times: [600, 660],
  mean: [10, 20],
} as const
const monitoring = {
  ...{ state: 'UP', since: null, problem: null, intervalSeconds: 30, sampledAt: at(700), alarms: [] },
  values: [{ key: 'cpu', unit: 'PERCENT', value: 20 }],
  recent: [{ ...series, min: [1, 2], max: [50, 60], count: [2, 2] }],
} as unknown as ServerLine['monitoring']
const sample = (second: number, value: number): ServerSample => ({
  ...{ serverId: '1', state: 'UP', since: null, problem: null, at: at(second) },
  values: [
    { key: 'cpu', unit: 'PERCENT', value },
    { key: 'disk:/', unit: 'PERCENT', value: 40 },
    { key: 'disk:/var', unit: 'PERCENT', value: 70 },
  ],
})

test('the newest value ends the line: within its minute over it, later behind it, never before', () => {
  expect(smallChart({ monitoring }, undefined, 'cpu')).toMatchObject({ value: 20, points: { time: [600, 700] } })
  expect(smallChart({ monitoring }, sample(730, 90), 'cpu').points).toMatchObject({
    time: [600, 660, 730],
    mean: [10, 20, 90],
  })
  expect(smallChart({ monitoring }, sample(640, 90), 'cpu').points.time).toEqual([600, 660])
  expect(smallChart({ monitoring }, undefined, 'load')).toMatchObject({ value: null, points: { time: [] } })
})

test('what the server told once is not changed by drawing it', () => {
  smallChart({ monitoring }, sample(730, 90), 'cpu')
  expect(monitoring.recent[0]?.times).toEqual([600, 660])
})

test('of all disks the fullest counts', () => {
  expect(fullestDisk({ monitoring }, sample(700, 1))).toEqual({ mount: '/var', value: 70 })
  expect(fullestDisk({ monitoring }, undefined)).toBeNull()
})
