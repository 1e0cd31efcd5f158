import { createMetricRules } from './alarms/metric-rules.ts'
import { createLiveMetrics } from './live/live-metrics.ts'
import { createLiveProbes } from './live/live-probes.ts'
import type { MetricsPorts } from './metrics.ports.ts'
import { createProbeReading } from './probes/probe-reading.ts'
import { createProbes } from './probes/probes.ts'
import { createMetricReading } from './reading/metric-reading.ts'
import { createMonitoringPausing } from './reading/monitoring-pausing.ts'
import { createMonitoringReading } from './reading/monitoring-reading.ts'

/** The figures of servers and applications: what they are, what they were, and when somebody is to be told. */
export function createMetrics(ports: MetricsPorts) {
  const reading = createMonitoringReading(ports)
  return {
    intervalSeconds: ports.settings.seconds,
    ...reading,
    ...createMetricReading(ports),
    ...createMonitoringPausing(ports),
    ...createMetricRules(ports),
    ...createLiveMetrics(ports, reading.monitoring),
    ...createProbes(ports),
    ...createProbeReading(ports),
    ...createLiveProbes(ports),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
