import { randomUUID } from 'node:crypto'
import type { MetricsPorts } from '../metrics.ports.ts'

/** Nobody watches any more so long after the process that served them was killed. */
const LEASE_MS = 30_000
const REFRESH_MS = 10_000
/** Those who come and go within this time are written together: a page that changes its list is no news. */
const GATHER_MS = 100

/**
 * Says in the database which servers people look at through this process, however many of them do. Workers sample those every
 * second. When the process is killed its watches end by time.
 */
export function createMetricWatches({ database, bus }: Pick<MetricsPorts, 'database' | 'bus'>) {
  const { sql } = database
  const node = `node:${randomUUID()}`
  const watchers = new Map<string, number>()
  let written = new Set<string>()
  let gathering: NodeJS.Timeout | null = null
  let beating: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const present = [...watchers.keys()]
    const gone = [...written].filter((id) => !watchers.has(id))
    const come = present.filter((id) => !written.has(id))
    if (present.length > 0) {
      await sql.query(
        `INSERT INTO "MetricWatch" AS watch ("serverId", node, since, until)
         SELECT id, $2, now.utc, now.utc + make_interval(secs => ${LEASE_MS / 1000})
         FROM unnest($1::text[]) AS id CROSS JOIN (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) now
         ON CONFLICT ("serverId", node) DO UPDATE SET until = excluded.until`,
        [present, node],
      )
    }
    // Also what others left behind, long after it meant anything.
    await sql.query(
      `DELETE FROM "MetricWatch" WHERE (node = $2 AND "serverId" = ANY($1::text[]))
         OR until < (clock_timestamp() AT TIME ZONE 'UTC') - interval '10 minutes'`,
      [gone, node],
    )
    written = new Set(present)
    if (come.length + gone.length > 0) bus.publish('metricWatch', { serverIds: [...come, ...gone] })
  }

  /** One write after the other; one that fails is made up for by the next beat. */
  const writeNext = () => {
    gathering = null
    writing = writing.then(write).catch(() => {})
  }
  const gather = () => {
    gathering ??= setTimeout(writeNext, GATHER_MS).unref()
    beating ??= setInterval(() => {
      if (written.size > 0 || watchers.size > 0) writeNext()
    }, REFRESH_MS).unref()
  }

  return {
    /** Somebody looks at these servers. The returned function says that they do no longer. */
    hold(serverIds: readonly string[]): () => void {
      for (const id of serverIds) watchers.set(id, (watchers.get(id) ?? 0) + 1)
      gather()
      let over = false
      return () => {
        if (over) return
        over = true
        for (const id of serverIds) {
          const rest = (watchers.get(id) ?? 1) - 1
          if (rest > 0) watchers.set(id, rest)
          else watchers.delete(id)
        }
        gather()
      }
    },

    /** Before the process ends: what was watched only through it is not any more. */
    async stop(): Promise<void> {
      if (gathering) clearTimeout(gathering)
      if (beating) clearInterval(beating)
      watchers.clear()
      await writing
      if (written.size > 0) await write()
    },
  }
}
