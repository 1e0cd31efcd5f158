import type { Attacked } from './attacked.ts'

let count = 0

export const metricTables = ['MetricRule', 'MetricAlarm', 'ServerMonitor', 'Probe', 'ProbeMonitor']

const rule = (known: Record<string, string>) => ({
  name: `rule-${++count}`,
  label: 'web',
  key: 'cpu',
  comparison: 'ABOVE',
  threshold: 90,
  forSeconds: 60,
  quietMinutes: 60,
  roomId: known.room,
  enabled: true,
})

const probe = () => ({
  ...{ name: `probe-${++count}`, kind: 'HTTP', url: 'http://127.0.0.1:9/value', pointer: '/queue/0/length' },
  ...{ unit: 'NUMBER', everySeconds: 3600, limit: 10 },
  gate: { comparison: 'ABOVE', threshold: 2, watchSeconds: 60, everySeconds: 10 },
})
const commandProbe = (known: Record<string, string>) => ({
  ...{ name: `probe-${++count}`, kind: 'COMMAND', command: 'cat length', serverId: known.server, everySeconds: 3600 },
})
const added = { args: { environmentId: 'ID!', input: 'ProbeInput!' }, selection: '{ id name }' }

/** The mutations about servers' figures with inputs that work, for the test that attacks each field alone. */
export const metricMutations = (known: Record<string, string>): Attacked[] => [
  {
    field: 'pauseMonitoring',
    args: { serverId: 'ID!', paused: 'Boolean!' },
    selection: '{ id }',
    valid: () => ({ serverId: known.server, paused: false }),
  },
  {
    field: 'addMetricRule',
    args: { input: 'MetricRuleInput!' },
    selection: '{ id name label }',
    valid: () => ({ input: rule(known) }),
  },
  {
    field: 'updateMetricRule',
    args: { id: 'ID!', input: 'MetricRuleInput!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing, input: rule(known) }),
  },
  { field: 'removeMetricRule', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  { field: 'addProbe', ...added, valid: () => ({ environmentId: known.environment, input: probe() }) },
  { field: 'addProbe', ...added, valid: () => ({ environmentId: known.environment, input: commandProbe(known) }) },
  {
    field: 'updateProbe',
    args: { id: 'ID!', input: 'ProbeInput!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing, input: probe() }),
  },
  { field: 'removeProbe', args: { id: 'ID!' }, valid: () => ({ id: known.nothing }) },
  {
    field: 'testProbe',
    args: { environmentId: 'ID!', input: 'ProbeInput!' },
    selection: '{ milliseconds }',
    // Nothing is asked of an environment that there is not.
    valid: () => ({ environmentId: known.nothing, input: probe() }),
  },
]

const span = { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' }

/** The queries of servers' figures. */
export const metricQueries = (known: Record<string, string>): Attacked[] => [
  {
    field: 'serverMetrics',
    args: { serverId: 'ID!', from: 'DateTime!', to: 'DateTime!', keys: '[String!]' },
    selection: '{ key times }',
    valid: () => ({ serverId: known.server, ...span, keys: ['cpu'] }),
  },
  {
    field: 'probeMetrics',
    args: { probeId: 'ID!', from: 'DateTime!', to: 'DateTime!' },
    selection: '{ key times }',
    valid: () => ({ probeId: known.nothing, ...span }),
  },
  {
    field: 'serverReleases',
    args: { serverId: 'ID!', from: 'DateTime!', to: 'DateTime!' },
    selection: '{ kind }',
    valid: () => ({ serverId: known.server, ...span }),
  },
]
