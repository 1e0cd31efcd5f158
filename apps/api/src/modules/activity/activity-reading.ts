import type { Database } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { parseInput } from '../kernel/input.ts'
import { literally } from '../kernel/search.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type Audience, audienceOfViewer, hiddenFrom } from './activity.audience.ts'
import { ACTIVITY_STREAM, recordActivity } from './activity.events.ts'
import { type ActivityFilter, type ActivityFilterInput, activityFilter } from './activity.input.ts'
import { guardActivity, guardExport } from './activity.policy.ts'
import { type ActivityLine, lineOf } from './activity-line.ts'

export interface ReadingPorts {
  database: Database
  log: EventLog
}

interface LineRow {
  seq: number
  kind: string
  payload: unknown
  ms: number
  hash: string
}

/** A line as it is exported: all of it, with its place in the chain. */
export type ExportedLine = ActivityLine & { hash: string }

const EXPORT_BATCH = 500

const COLUMNS = 'seq, kind, payload, hash, (extract(epoch FROM at) * 1000)::float8 AS ms'
const SAID = `concat_ws(' ', payload ->> 'actor', payload ->> 'subject', payload ->> 'place', payload ->> 'reason', payload ->> 'message')`

/** The lines that a filter wants and an audience may know, as a condition with its values. */
function wanted(audience: Audience, filter: ActivityFilter) {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const hidden = hiddenFrom(audience)
  const conditions = [`"streamId" = '${ACTIVITY_STREAM}'`]
  if (hidden.length > 0) conditions.push(`kind <> ALL(${put(hidden)}::text[])`)
  if (filter.kinds) conditions.push(`kind = ANY(${put(filter.kinds)}::text[])`)
  for (const key of ['projectId', 'serverId', 'actorId'] as const) {
    if (filter[key]) conditions.push(`payload ->> '${key}' = ${put(filter[key].replaceAll('\0', ''))}`)
  }
  if (filter.text) conditions.push(`${SAID} ILIKE ${put(`%${literally(filter.text)}%`)}`)
  if (filter.from) conditions.push(`at >= ${put(filter.from.toISOString())}::timestamp(3)`)
  if (filter.to) conditions.push(`at <= ${put(filter.to.toISOString())}::timestamp(3)`)
  return { conditions, values, put }
}

const linesWhere = (conditions: string[]) => `FROM "StreamEvent" WHERE ${conditions.join(' AND ')}`

/** The history of the activity, filtered, and as a file. */
export function createActivityReading({ database: { sql }, log }: ReadingPorts) {
  const lines = (rows: LineRow[], audience: Audience) =>
    rows.map(({ ms, hash, ...row }) => ({ ...lineOf({ ...row, at: new Date(ms) }, audience), hash }))

  /** Oldest first, up to a line; read no faster than it is taken. */
  async function* exported(filter: ActivityFilter, head: number): AsyncGenerator<ExportedLine[]> {
    for (let after = 0; ; ) {
      const { conditions, values, put } = wanted('ADMINS', filter)
      conditions.push(`seq > ${put(after)}`, `seq <= ${put(head)}`)
      const { rows } = await sql.query<LineRow>(
        `SELECT ${COLUMNS} ${linesWhere(conditions)} ORDER BY seq LIMIT ${EXPORT_BATCH}`,
        values,
      )
      const last = rows.at(-1)
      if (last) yield lines(rows, 'ADMINS')
      if (!last || rows.length < EXPORT_BATCH) return
      after = last.seq
    }
  }

  return {
    /** What a filter finds, newest first. @throws CallerError BAD_USER_INPUT */
    search(viewer: Viewer, raw: ActivityFilterInput | null | undefined) {
      guardActivity(viewer, 'activityLines')
      const filter = parseInput(activityFilter, raw ?? {}, 'filter')
      const audience = audienceOfViewer(viewer)
      return {
        async find(before: number | null, take: number): Promise<ActivityLine[]> {
          const { conditions, values, put } = wanted(audience, filter)
          if (before !== null) conditions.push(`seq < ${put(before)}`)
          const { rows } = await sql.query<LineRow>(
            `SELECT ${COLUMNS} ${linesWhere(conditions)} ORDER BY seq DESC LIMIT ${put(take)}`,
            values,
          )
          return lines(rows, audience)
        },
        async count(): Promise<number> {
          const { conditions, values } = wanted(audience, filter)
          const { rows } = await sql.query<{ count: number }>(
            `SELECT count(*)::int AS count ${linesWhere(conditions)}`,
            values,
          )
          return rows[0]?.count ?? 0
        },
      }
    },

    /** One line, or null when there is none with this number that the viewer may know. */
    async line(viewer: Viewer, seq: number): Promise<ActivityLine | null> {
      guardActivity(viewer, 'activityLine')
      const audience = audienceOfViewer(viewer)
      const { conditions, values, put } = wanted(audience, {})
      conditions.push(`seq = ${put(seq)}`)
      const { rows } = await sql.query<LineRow>(`SELECT ${COLUMNS} ${linesWhere(conditions)}`, values)
      return lines(rows, audience)[0] ?? null
    },

    /** All that a filter finds, oldest first, in batches. That somebody took it is a line itself, the last one. @throws CallerError FORBIDDEN, BAD_USER_INPUT */
    async exportActivity(
      viewer: Viewer,
      raw: ActivityFilterInput,
      format: string,
    ): Promise<AsyncGenerator<ExportedLine[]>> {
      guardExport(viewer, 'exportActivity')
      const filter = parseInput(activityFilter, raw)
      const asked = Object.fromEntries(Object.entries(raw).filter(([, value]) => value != null))
      await log.transaction((tx) =>
        recordActivity(tx, viewer, {
          ...{ kind: 'activity.exported', subject: format, message: `exported the activity as ${format}` },
          after: { format, ...asked },
        }),
      )
      return exported(filter, await log.head(ACTIVITY_STREAM))
    },
  }
}
