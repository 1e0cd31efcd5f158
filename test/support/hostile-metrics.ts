interface Attacked {
  field: string
  args: Record<string, string>
  selection?: string
  valid(): Record<string, unknown>
  wrong?: string[]
}

let count = 0

export const metricTables = ['MetricRule', 'MetricAlarm', 'ServerMonitor']

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
]

const span = { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' }

/** The queries of servers' figures. */
export const metricQueries = (known: Record<string, string>): (Attacked & { selection: string })[] => [
  {
    field: 'serverMetrics',
    args: { serverId: 'ID!', from: 'DateTime!', to: 'DateTime!', keys: '[String!]' },
    selection: '{ key times }',
    valid: () => ({ serverId: known.server, ...span, keys: ['cpu'] }),
  },
  {
    field: 'serverReleases',
    args: { serverId: 'ID!', from: 'DateTime!', to: 'DateTime!' },
    selection: '{ kind }',
    valid: () => ({ serverId: known.server, ...span }),
  },
]
