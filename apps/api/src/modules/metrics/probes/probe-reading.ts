import { notFound } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { spanInput } from '../metrics.input.ts'
import { guardMetrics } from '../metrics.policy.ts'
import type { MetricsPorts } from '../metrics.ports.ts'
import type { Series } from '../points.ts'
import { readSeries } from '../reading/series-reading.ts'

/** The key under which a probe's values are kept. */
export const VALUE = 'value'

/** What probes measured, over time. */
export function createProbeReading({ database }: Pick<MetricsPorts, 'database'>) {
  return {
    /** At most 1,500 points; without any where nothing was measured. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
    async probeMetrics(viewer: Viewer, probeId: string, wish: { from: Date; to: Date }): Promise<Series> {
      guardMetrics(viewer, 'probeMetrics')
      const { from, to } = parseInput(spanInput, wish)
      const probe = isId(probeId) ? await database.prisma.probe.findUnique({ where: { id: probeId } }) : null
      if (!probe) throw notFound('probe')
      const { unit, limit, everySeconds } = probe
      const series = await readSeries(database, probeId, { from, to, keys: [VALUE] }, everySeconds)
      return {
        ...(series.get(VALUE) ?? nothing(everySeconds)),
        unit,
        limit: limit ?? (unit === 'PERCENT' ? 100 : null),
      }
    },
  }
}

const nothing = (windowSeconds: number): Series => ({
  ...{ key: VALUE, windowSeconds, times: [], mean: [], min: [], max: [], last: [], count: [] },
})
