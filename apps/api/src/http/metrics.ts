import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { QueueFigures } from '../modules/releases/release.reads.ts'
import type { Hubs } from '../streams/hubs.ts'

export interface Metrics {
  observeRequest(labels: { route: string; method: string; status: number }, seconds: number): void
  /** The text that Prometheus reads. */
  answer(): Promise<Response>
  close(): void
}

export interface Measured {
  hubs: Hubs
  /** Groups of equal subscriptions. */
  groups(): number
  /** Open WebSockets, and operations that run on them. */
  sockets(): { open: number; operations: number }
  /** What waits for workers and runs, in the whole installation. */
  releases(): Promise<QueueFigures>
}

export function createMetrics({ hubs, groups, sockets, releases }: Measured): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'sendoff_http_request_seconds',
    help: 'Time until the answer began.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('sendoff_websockets', 'Open WebSockets.', () => sockets().open)
  gauge('sendoff_websocket_operations', 'Operations running on WebSockets.', () => sockets().operations)
  gauge('sendoff_stream_hubs', 'Streams that somebody here follows.', () => hubs.size)
  gauge('sendoff_stream_groups', 'Groups of equal subscriptions that share their executions.', groups)
  for (const name of Object.keys(hubs.counters) as (keyof typeof hubs.counters)[]) {
    const metric = `sendoff_stream_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`
    gauge(metric, `Streams of this process: ${name}.`, () => hubs.counters[name])
  }
  const queue = {
    queued: new Gauge({ name: 'sendoff_releases_queued', help: 'Releases that wait.', registers: [registry] }),
    running: new Gauge({ name: 'sendoff_releases_running', help: 'Releases under way.', registers: [registry] }),
    leasesLost: new Gauge({
      name: 'sendoff_releases_leases_lost',
      help: 'Releases under way whose worker has stopped renewing its lease; another one takes them over.',
      registers: [registry],
    }),
    oldestQueuedSeconds: new Gauge({
      name: 'sendoff_releases_oldest_queued_seconds',
      help: 'How long the first in the queue has been waiting.',
      registers: [registry],
    }),
  } satisfies Record<keyof QueueFigures, Gauge>
  /** Not a number while the database is away: the other figures are needed then most. */
  const readQueue = async () => {
    const figures = await releases().catch(() => null)
    for (const name of Object.keys(queue) as (keyof QueueFigures)[]) queue[name].set(figures?.[name] ?? Number.NaN)
  }
  return {
    observeRequest: ({ route, method, status }, seconds) =>
      requests.observe({ route, method, status: String(status) }, seconds),
    async answer() {
      await readQueue()
      return new Response(await registry.metrics(), {
        headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
      })
    },
    close: () => registry.clear(),
  }
}
