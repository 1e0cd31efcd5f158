import { createMetricRules } from './alarms/metric-rules.ts'
import { createLiveMetrics } from './live/live-metrics.ts'
import type { MetricsPorts } from './metrics.ports.ts'
import { createMetricReading } from './reading/metric-reading.ts'
import { createMonitoringPausing } from './reading/monitoring-pausing.ts'
import { createMonitoringReading } from './reading/monitoring-reading.ts'

/** The figures of servers: what they are, what they were, and when somebody is to be told. */
export function createMetrics(ports: MetricsPorts) {
  const reading = createMonitoringReading(ports)
  return {
    intervalSeconds: ports.settings.seconds,
    ...reading,
    ...createMetricReading(ports),
    ...createMonitoringPausing(ports),
    ...createMetricRules(ports),
    ...createLiveMetrics(ports, reading.monitoring),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
