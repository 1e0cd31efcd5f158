import { guardOf, type Rights } from '../kernel/rights.ts'

export const metricRights = {
  serverMetrics: { needs: 'VIEWER', doWhat: "see servers' figures" },
  serverReleases: { needs: 'VIEWER', doWhat: "see servers' releases" },
  serverLabels: { needs: 'VIEWER', doWhat: 'see labels' },
  monitoringSummary: { needs: 'VIEWER', doWhat: "see servers' figures" },
  metricRules: { needs: 'VIEWER', doWhat: 'see rules for alarms' },
  pauseMonitoring: { needs: 'OPERATOR', doWhat: 'pause the watch over servers' },
  addMetricRule: { needs: 'OPERATOR', doWhat: 'add rules for alarms' },
  updateMetricRule: { needs: 'OPERATOR', doWhat: 'change rules for alarms' },
  removeMetricRule: { needs: 'OPERATOR', doWhat: 'remove rules for alarms' },
  probeMetrics: { needs: 'VIEWER', doWhat: 'see values of applications' },
  addProbe: { needs: 'OPERATOR', doWhat: 'add probes' },
  updateProbe: { needs: 'OPERATOR', doWhat: 'change probes' },
  removeProbe: { needs: 'OPERATOR', doWhat: 'remove probes' },
  testProbe: { needs: 'OPERATOR', doWhat: 'try probes' },
} satisfies Rights

export const guardMetrics = guardOf(metricRights)
