import type { Bus } from '../../platform/bus/bus.ts'
import type { Database } from '../../platform/database/database.ts'
import type { EventCursors, EventLog } from '../../streams/event-log.ts'
import type { Viewer } from '../kernel/viewer.ts'
import type { ProbeAsker } from './probes/probe-asker.ts'

export interface MetricsSettings {
  /** Between two samples of a server that nobody looks at; 0: nothing is sampled. */
  seconds: number
  /** How many servers at once are sampled every second because somebody looks at them. */
  watched: number
}

export interface MetricsPorts {
  database: Database
  log: EventLog
  cursors: EventCursors
  bus: Bus
  settings: MetricsSettings
  asker: ProbeAsker
  /** Whether the viewer's session or token, and so everything that began with it, may go on. */
  isInForce(viewer: Viewer): Promise<boolean>
}
