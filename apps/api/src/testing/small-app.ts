import { type App, createApp } from '../app.ts'
import type { Services } from '../compose.ts'
import { originOf } from '../graphql/transport/live-sessions.ts'
import type { HttpSettings } from '../http/settings.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { createInProcessBus } from '../platform/bus/in-process-bus.ts'
import { followAccessChanges } from '../streams/access-changes.ts'
import { createAccessWatch } from '../streams/access-watch.ts'
import { createEventCursors } from '../streams/cursors.ts'
import { createHubs } from '../streams/hubs.ts'
import { createMemoryLog } from '../streams/testing/memory-log.ts'
import { smallSchema, viewer } from './small-schema.ts'

/** The transports over a schema and a log small enough for unit tests. */
export function createSmallApp(settings: Partial<HttpSettings> = {}) {
  const bus = createInProcessBus()
  const log = createMemoryLog(bus)
  const hubs = createHubs({ log, bus })
  const accessWatch = createAccessWatch(bus, (signal) => followAccessChanges({ log, hubs }, signal))
  const cursors = createEventCursors({ log, hubs, accessWatch })
  const tokens = new Map<string, Viewer>([
    ['t-ada', viewer('ada')],
    ['t-bob', viewer('bob')],
  ])
  const queueFigures = async () => ({ queued: 3, running: 1, leasesLost: 0, oldestQueuedSeconds: 12.5 })
  const logged: unknown[] = []
  const app: App = createApp({
    services: { cursors, releases: { queueFigures } } as unknown as Services,
    schema: smallSchema,
    rolesInForce: async () => new Map([...tokens.values()].map((known) => [originOf(known), known.role])),
    authenticate: async (token) => tokens.get(token) ?? null,
    database: { ping: async () => {} },
    bus,
    streams: { log: log as never, hubs, accessWatch },
    settings: {
      publicUrl: null,
      trustProxy: false,
      webDirectory: null,
      sockets: { perAddress: 100, perUser: 50 },
      page: { version: '0.0.0', gojsLicenseKey: null },
      ...settings,
    },
    logger: { error: (details) => void logged.push(details) },
  })
  return { app, bus, log, hubs, tokens, logged, close: () => [hubs.close(), accessWatch.close()] }
}
