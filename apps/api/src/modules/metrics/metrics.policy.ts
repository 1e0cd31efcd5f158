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
} satisfies Rights

export const guardMetrics = guardOf(metricRights)
