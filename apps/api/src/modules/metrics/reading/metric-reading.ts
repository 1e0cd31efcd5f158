import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { recentInput, spanInput } from '../metrics.input.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import { inWindows, type Series, seriesOf } from '../points.ts'
import { inOrder } from '../series.ts'
import { readSeries } from './series-reading.ts'
import { readWindows } from './window-rows.ts'

export interface WishedSpan {
  from: Date
  to: Date
  keys?: readonly string[] | null
}

/** What was measured, over time. */
export function createMetricReading({ database, settings }: Pick<MetricsPorts, 'database' | 'settings'>) {
  const { prisma } = database

  return {
    /** The series of one server, each with at most 1,500 points. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async serverMetrics(viewer: Viewer, serverId: string, wish: WishedSpan): Promise<Series[]> {
      guardMetrics(viewer, 'serverMetrics')
      const { from, to, keys } = parseInput(spanInput, wish)
      const server = isId(serverId)
        ? await prisma.server.findUnique({ where: { id: serverId }, select: { id: true } })
        : null
      if (!server) throw notFound('server')
      const series = await readSeries(database, serverId, { from, to, keys: keys ?? null }, settings.seconds)
      const newest = Object.fromEntries([...series].map(([key, { last }]) => [key, last.at(-1) ?? 0]))
      return inOrder(newest).flatMap((key) => series.get(key) ?? [])
    },

    /** The last minutes of many servers, minute by minute. @throws CallerError BAD_USER_INPUT */
    async recentMetrics(
      serverIds: readonly string[],
      wish: { keys: readonly string[]; minutes: number },
    ): Promise<Map<string, Series[]>> {
      const { keys, minutes } = parseInput(recentInput, wish)
      const now = Math.floor(Date.now() / 1000)
      const span = { from: now - minutes * 60, to: now + 60 }
      const found = await readWindows(database, serverIds, { grain: 60, span, wanted: new Set(keys) })
      return new Map(
        [...found].map(([serverId, windows]) => {
          const series = seriesOf(inWindows(windows, 60), 60)
          return [serverId, keys.flatMap((key) => series.get(key) ?? [])]
        }),
      )
    },
  }
}
